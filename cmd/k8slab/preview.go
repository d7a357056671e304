package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/live"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/reader"
)

// preview shows a course to its author: as a learner sees it, and anew whenever a file is saved. Nothing is remembered
// of it, so that an author's own progress stays as it is.
func (a *app) preview(cmd *cobra.Command, args []string) error {
	if !a.terminal() {
		return &failure{exitUsage, "터미널이 아닌 곳에서는 화면을 열 수 없어요.", "터미널에서 실행하거나 k8slab course check를 써 보세요."}
	}
	a.coursePath = args[0]
	fsys, err := a.courseFS()
	if err != nil {
		return err
	}
	course, err := a.course()
	if err != nil {
		return err
	}
	watcher, err := live.Watch(args[0])
	if err != nil {
		return &failure{exitFailed, fmt.Sprintf("%s이(가) 바뀌는 것을 지켜볼 수 없어요.", args[0]), "ZIP 파일이 아닌 폴더인지, 읽을 권한이 있는지 보세요."}
	}
	a.closers = append(a.closers, func() { _ = watcher.Close() })
	look, err := a.look()
	if err != nil {
		return err
	}
	store := progress.Memory()
	read := reader.New(reader.Config{
		Course: course, Theme: look.Theme(look.Dark), Glyphs: look.Glyphs(false), Hyperlinks: look.Hyperlinks,
		Progress: store, Bindings: a.settings.Keys, Say: a.say,
	})
	if err := openLesson(read, course, store, args[1:]); err != nil {
		return err
	}
	p := &previewed{fsys: fsys, watcher: watcher, labs: labFiles(fsys)}
	return a.show(cmd.Context(), showing{reader: read, store: store, look: look, reload: p.next})
}

// previewed is a course under its author's hands. Its methods are called one at a time.
type previewed struct {
	fsys    fs.FS
	watcher *live.Watcher
	labs    map[string][]byte // the labs' files as they were read last, by id
}

// next waits for a change and reads the course again.
func (p *previewed) next(ctx context.Context) (tui.Reloaded, bool) {
	if !p.watcher.Next(ctx) {
		return tui.Reloaded{}, false
	}
	var r tui.Reloaded
	if course, err := lessons.Load(p.fsys); err == nil {
		r.Course = course
	}
	problems := append(lessons.Check(p.fsys), checkLabs(p.fsys)...)
	if i := slices.IndexFunc(problems, isError); i >= 0 {
		r.Problem = problems[i].Error()
	}
	now := labFiles(p.fsys)
	for id, text := range p.labs {
		if !bytes.Equal(now[id], text) {
			r.Labs = append(r.Labs, id)
		}
	}
	for id := range now {
		if _, known := p.labs[id]; !known {
			r.Labs = append(r.Labs, id)
		}
	}
	p.labs = now
	return r, true
}

func isError(p lessons.Problem) bool { return p.Severity == lessons.SeverityError }

// labFiles reads the labs' files, by id.
func labFiles(fsys fs.FS) map[string][]byte {
	files := map[string][]byte{}
	names, err := fs.Glob(fsys, "labs/*.yaml")
	if err != nil {
		return files // The pattern is right.
	}
	for _, name := range names {
		if text, err := fs.ReadFile(fsys, name); err == nil {
			files[name[len("labs/"):len(name)-len(".yaml")]] = text
		}
	}
	return files
}
