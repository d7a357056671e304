package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/reader"
)

// Widths of `read` where nothing tells another.
const (
	defaultWidth = 80
	leastWidth   = 24
	mostWidth    = 1000
)

func (a *app) readCommand() *cobra.Command {
	var width int
	cmd := &cobra.Command{
		Use: "read LESSON|FILE.md|-", Short: "과나 마크다운 파일을 읽기 좋게 내보내기", Args: cobra.ExactArgs(1),
		ValidArgsFunction: a.completeLessons,
		RunE: func(cmd *cobra.Command, args []string) error {
			if width != 0 && (width < leastWidth || width > mostWidth) {
				return &failure{
					exitUsage, fmt.Sprintf("--width에는 %d~%d을 쓸 수 있어요.", leastWidth, mostWidth), "그 사이의 수를 쓰세요.",
				}
			}
			return a.read(cmd, args[0], width)
		},
	}
	cmd.Flags().IntVar(&width, "width", 0, "한 줄의 칸 수 (없으면 터미널의 너비, 파이프에서는 80)")
	return cmd
}

// read prints a lesson, a file or standard input; on a terminal, through a pager.
func (a *app) read(cmd *cobra.Command, what string, width int) error {
	text, err := a.text(what)
	if err != nil {
		return err
	}
	look, err := a.look()
	if err != nil {
		return err
	}
	out, isFile := a.stdout.(*os.File)
	onTerminal := isFile && term.IsTerminal(int(out.Fd()))
	if onTerminal && !a.plain && text.Lesson != nil {
		return a.readLesson(cmd.Context(), look, text.Lesson.ID)
	}
	if onTerminal && !a.plain {
		guard := a.guardTerminal(a.watch(), look)
		guard.wait()
		defer guard.restored()
		return a.ended(cmd.Context(), tui.Page(cmd.Context(), look, text, tui.PageOptions{
			Width: width, Bindings: a.settings.Keys, Say: a.say,
		}))
	}
	if width == 0 {
		width = defaultWidth
		if cols, _, err := term.GetSize(int(os.Stdout.Fd())); onTerminal && err == nil {
			width = max(cols, leastWidth)
		}
	}
	// A pipe whose reader has gone is no failure: that is the reader's right.
	_ = tui.Print(a.stdout, look, text, tui.PrintOptions{
		Width: width, Plain: a.plain, Color: onTerminal || a.getenv("CLICOLOR_FORCE") != "",
	})
	return nil
}

// readPlain is what the program does for a screen reader: it reads the lesson out, line by line.
func (a *app) readPlain(cmd *cobra.Command, args []string) error {
	course, err := a.course()
	if err != nil {
		return err
	}
	store := a.store(course)
	id := store.Last()
	switch {
	case len(args) > 0:
		id = args[0]
	case id == "":
		id = course.Lessons[0].ID
	}
	if !a.terminal() {
		return a.read(cmd, id, 0)
	}
	lesson, err := course.Lesson(id)
	if err != nil {
		return &failure{exitUsage, fmt.Sprintf("%q라는 과는 없어요.", id), "k8slab list로 과를 볼 수 있어요."}
	}
	// Someone is there to answer. Lines are left to the terminal, or to the screen reader, to break.
	_ = reader.Converse(a.stdin, a.stdout, lesson, 0, store, a.say)
	return nil
}

// readLesson shows a lesson with all that can be opened in it, but without its lab.
func (a *app) readLesson(ctx context.Context, look tui.Look, id string) error {
	course, err := a.course()
	if err != nil {
		return err
	}
	read := reader.New(reader.Config{
		Course: course, Theme: look.Theme(look.Dark), Glyphs: look.Glyphs(false), Hyperlinks: look.Hyperlinks,
		Progress: a.store(course), Bindings: a.settings.Keys, Say: a.say,
	})
	if err := read.Open(id); err != nil {
		return &failure{exitFailed, "과를 열지 못했어요.", "k8slab list로 과를 볼 수 있어요."}
	}
	guard := a.guardTerminal(a.watch(), look)
	guard.wait()
	defer guard.restored()
	return a.ended(ctx, tui.Run(ctx, tui.New(tui.Config{
		Reader: read, Look: look, Context: ctx, Bindings: a.settings.Keys, Say: a.say,
	})))
}

// text is what `read` shows: a lesson where the argument is one's id and no such file exists, else a file.
func (a *app) text(what string) (tui.Text, error) {
	if what == "-" {
		src, err := io.ReadAll(a.stdin)
		if err != nil {
			return tui.Text{}, &failure{exitFailed, "표준 입력을 읽지 못했어요.", "다시 해 보세요."}
		}
		return tui.Text{Source: src}, nil
	}
	src, err := os.ReadFile(what)
	if err == nil {
		return tui.Text{Source: src, Name: what}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return tui.Text{}, &failure{exitFailed, fmt.Sprintf("%s을(를) 읽을 수 없어요.", what), "파일인지, 읽을 권한이 있는지 보세요."}
	}
	course, cerr := a.course()
	if cerr != nil {
		return tui.Text{}, cerr
	}
	lesson, lerr := course.Lesson(what)
	if lerr != nil || strings.ContainsAny(what, "./") {
		return tui.Text{}, &failure{
			exitUsage, fmt.Sprintf("%q라는 과도 파일도 없어요.", what), "k8slab list로 과를 보거나, 파일의 경로를 확인해 보세요.",
		}
	}
	return lessonText(lesson), nil
}

func lessonText(l *lessons.Lesson) tui.Text { return tui.Text{Lesson: l, Name: l.Title} }
