package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/config"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/sandbox/watch"
	"github.com/k8slab/k8slab/tui/words"
)

// app is what the commands share: streams, flags, and what was opened on the way and must be closed at the end.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	configFile string // --config
	// What follows holds the effective values once configure has run.
	engine   string
	host     string
	context  string
	style    string
	ascii    bool
	plain    bool
	settings config.Settings
	origins  []config.Origin
	// badSettings is what is wrong with the settings where the command goes on all the same.
	badSettings *config.Error
	say         words.Say
	log         *slog.Logger // of --debug; never nil once configure has run

	coursePath string // --course
	source     source

	watcher *watch.Watcher // made by watch
	closers []func()
}

// close ends what was opened, last first.
func (a *app) close() {
	for _, v := range slices.Backward(a.closers) {
		v()
	}
	a.closers = nil
}

func (a *app) command() *cobra.Command {
	a.source = a.newSource()
	root := &cobra.Command{
		Use:   "k8slab [LESSON]",
		Short: "터미널에서 배우는 컨테이너와 쿠버네티스",
		Long: `k8slab은 컨테이너와 쿠버네티스를 터미널에서 배우는 프로그램이에요.
왼쪽에서는 한국어 수업을 읽고, 오른쪽에서는 진짜 컨테이너를 시작해서
네임스페이스와 cgroup이 바뀌는 모습을 바로 봐요. 인터넷은 없어도 돼요.

아무것도 붙이지 않고 실행하면 지난번에 보던 데서 이어 봐요.`,
		Example: `  k8slab                        이어서 배우기
  k8slab terms                  첫 과부터 보기
  k8slab list                   과 목록 보기
  k8slab lab run terms --auto   화면 없이 실습을 끝까지 해 보기`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeLessons,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.configure(cmd) },
		RunE:              a.runTUI,
	}
	a.addSettings(root.PersistentFlags())
	a.help(root)
	root.AddCommand(
		a.listCommand(), a.labCommand(), a.readCommand(), a.progressCommand(), a.courseCommand(), a.configCommand(),
		a.inspectCommand(), a.doctorCommand(), a.cleanCommand(), a.exportCommand(), a.bundleCommand(), a.completionCommand(),
		a.manCommand(), a.versionCommand(), a.workshopCommand(),
	)
	completeFlags(root)
	return root
}

// course opens the course that was asked for.
func (a *app) course() (*lessons.Course, error) {
	fsys, err := a.courseFS()
	if err != nil {
		return nil, err
	}
	c, err := lessons.Load(fsys)
	switch {
	case err != nil && a.coursePath != "":
		return nil, courseFailure(a.coursePath, err)
	case err != nil:
		return nil, &failure{exitFailed, fmt.Sprintf("수업을 열지 못했어요: %s", err), "k8slab을 다시 설치해 보세요."}
	}
	return c, nil
}

func (a *app) completeLessons(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	c, err := a.course()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var ids []string
	for _, l := range c.Lessons {
		ids = append(ids, l.ID+"\t"+l.Title)
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// terminal reports whether both ends of the program are a terminal.
func (a *app) terminal() bool {
	in, ok1 := a.stdin.(*os.File)
	out, ok2 := a.stdout.(*os.File)
	return ok1 && ok2 && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}
