package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/clean"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/tui"
)

// cleaning is what `clean` was asked for.
type cleaning struct {
	dryRun, all, foreign, yes bool
	output                    string
}

func (a *app) cleanCommand() *cobra.Command {
	var c cleaning
	cmd := &cobra.Command{
		Use: "clean", Short: "k8slab이 남긴 것 보고 지우기", Args: cobra.NoArgs,
		Long: `엔진과 이 컴퓨터에 있는 k8slab의 것을 모두 찾아서 보여 주고, 끝난 실습이 남긴 것을 지워요.
컨테이너, 네트워크, 볼륨, 이미지, cgroup, 저장한 파일을 봐요. (내장 엔진의 마운트는 프로세스와 함께 사라져서 남지 않아요.)
k8slab의 라벨이 없는 것은 건드리지 않아요. 지금 하고 있는 실습도 그대로 둬요.

--all은 이미지와 진도까지 모두 지워요. 그 전에 한 번 물어봐요. 지금 하고 있는 실습과 그것이 쓰는 것은 이때도 그대로 둬요.`,
		Example: `  k8slab clean --dry-run    무엇이 있는지 보기만 하기
  k8slab clean              끝난 것만 지우기
  k8slab clean --all        처음 깔았을 때처럼 모두 지우기`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case c.output != "text" && c.output != "json":
				return badOutput(c.output)
			case c.foreign && !c.all:
				return &failure{exitUsage, "--foreign은 --all과 함께 써요.", "k8slab clean --all --foreign으로 실행하세요."}
			}
			return a.clean(cmd.Context(), c)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&c.dryRun, "dry-run", false, "지우지 않고 보기만 하기")
	f.BoolVar(&c.all, "all", false, "이미지와 진도까지 모두 지우기")
	f.BoolVar(&c.foreign, "foreign", false, "--all과 함께: 다른 사용자나 컴퓨터가 만든 것까지 지우기")
	f.BoolVarP(&c.yes, "yes", "y", false, "묻지 않고 지우기")
	f.StringVarP(&c.output, "output", "o", "text", "출력 형식: text, json")
	return cmd
}

func (a *app) clean(ctx context.Context, c cleaning) error {
	look, err := a.look()
	if err != nil {
		return err
	}
	places, done, err := a.places(ctx)
	a.closers = append(a.closers, done)
	switch {
	case errors.Is(err, noEngine{}):
		a.tell("엔진이 없어서 이 컴퓨터에 있는 것만 봤어요.", "")
	case err != nil:
		return err
	}
	items, err := places.Find(ctx)
	if err != nil {
		return err
	}
	chosen := clean.Choose(items, c.all, c.foreign)
	if c.all && chosen > 0 && !c.dryRun && !c.yes {
		if err := a.confirm(look, items, len(places.Sessions())); err != nil {
			return err
		}
	}
	good := true
	if !c.dryRun {
		good = clean.Remove(ctx, items, sentenceOf)
	}
	living := places.Sessions()
	if err := a.showCleaning(look, items, living, c, good); err != nil {
		return err
	}
	if c.all && len(living) > 0 {
		a.tell(a.leaves(len(living)), "실습을 끝내고 다시 실행하면 마저 지워요.")
	}
	if !good {
		return &failure{code: exitFailed}
	}
	return nil
}

// leaves says that nothing is taken from labs that are going on.
func (a *app) leaves(sessions int) string {
	return a.say.F("지금 하고 있는 실습이 %d개 있어서, 그것이 쓰는 것은 그대로 둬요.", sessions)
}

func (a *app) showCleaning(look tui.Look, items []clean.Item, living []string, c cleaning, good bool) error {
	if c.output == "json" {
		sessions := append([]string{}, living...)
		for _, i := range items {
			if i.Fate == clean.Living && i.Session != "" && !slices.Contains(sessions, i.Session) {
				sessions = append(sessions, i.Session)
			}
		}
		if items == nil {
			items = []clean.Item{}
		}
		return writeJSON(a.stdout, map[string]any{
			"version": 1, "ok": good, "dryRun": c.dryRun, "livingSessions": sessions, "items": items,
		})
	}
	if len(items) == 0 {
		fmt.Fprintln(a.stdout, a.say.T("남은 것이 없어요."))
		return nil
	}
	return tui.PrintFindings(a.stdout, look, a.itemFindings(items), a.printOptions())
}

// itemFindings puts the things found under headings, with what has become of each.
func (a *app) itemFindings(items []clean.Item) []tui.Finding {
	kinds := map[string]string{
		"container": "컨테이너", "network": "네트워크", "volume": "볼륨", "image": "이미지", "cgroup": "cgroup", "lock": "잠금 파일",
		"state": "저장한 파일",
	}
	fates := map[clean.Fate]string{
		clean.Dead: "끝난 실습의 것", clean.Living: "지금 하고 있는 실습의 것", clean.Foreign: "다른 사용자나 컴퓨터의 것",
		clean.Kept: "다음에 또 쓰는 것",
	}
	results := map[string]string{"": "그대로 둬요", "would-remove": "지울 것", "removed": "지웠어요", "failed": "지우지 못했어요"}
	all := make([]tui.Finding, 0, len(items))
	for _, i := range items {
		f := tui.Finding{Section: kinds[i.Kind], Title: results[i.Result]}
		about := []string{i.Name, a.say.T(fates[i.Fate])}
		if i.Kind == "state" {
			about[1] = a.say.T(i.State)
		}
		if i.Bytes != nil {
			about = append(about, tui.Size(*i.Bytes))
		}
		if i.Session != "" && i.Kind == "container" {
			about = append(about, a.say.F("세션 %s", i.Session))
		}
		f.Detail = strings.Join(about, " · ")
		switch i.Result {
		case "would-remove":
			f.Level = tui.LevelWarn
		case "failed":
			f.Level = tui.LevelBad
		}
		f.Remedy = i.Why
		all = append(all, f)
	}
	return all
}

// confirm shows what is about to go and asks for a typed yes.
func (a *app) confirm(look tui.Look, items []clean.Item, living int) error {
	if !a.terminal() {
		return &failure{exitUsage, "모두 지워도 되는지 물어볼 터미널이 없어요.", "정말 지우려면 --yes를 붙이세요."}
	}
	if err := tui.PrintFindings(a.stderr, look, a.itemFindings(items), a.printOptions()); err != nil {
		return err
	}
	if living > 0 {
		fmt.Fprint(a.stderr, "\n", a.leaves(living))
	}
	fmt.Fprint(a.stderr, "\n", a.say.T("‘지울 것’을 모두 지울까요? 되돌릴 수 없어요. (y/예) "))
	answer, _ := bufio.NewReader(a.stdin).ReadString('\n')
	// ㅛ is what the y key gives while Hangul input is on.
	if !slices.Contains([]string{"y", "yes", "예", "네", "ㅛ"}, strings.ToLower(strings.TrimSpace(answer))) {
		return &failure{exitFailed, "지우지 않았어요.", "지우려면 다시 실행하고 y나 예를 치세요."}
	}
	return nil
}

func sentenceOf(err error) string {
	if e, ok := errors.AsType[*sandbox.Error](err); ok {
		return e.What + " " + e.Do
	}
	return "지울 수 없었어요. 권한이 있는지 보고 다시 해 보세요."
}

// noEngine is the error of having found no engine where none was asked for by name.
type noEngine struct{}

func (noEngine) Error() string { return "no engine answers" }

// places are where the flags say to look, and what to call when that is over. Where an engine does not answer, the places
// are those on this machine alone, and the error says why: noEngine if nobody asked for it by name.
func (a *app) places(ctx context.Context) (clean.Places, func(), error) {
	done := func() {}
	keep, err := a.newKeeper()
	if err != nil {
		return clean.Places{}, done, err
	}
	p := clean.Places{
		Leases: keep.dir, Native: a.engine != "docker" && a.host == "" && a.context == "", State: map[string]string{},
	}
	if dir, err := progress.Dir(runtime.GOOS, a.getenv); err == nil {
		p.State["진도와 기록"] = dir
	}
	if dir, err := os.UserCacheDir(); err == nil {
		p.State["만들어 둔 것(캐시)"] = filepath.Join(dir, "k8slab")
	}
	if a.engine == "native" {
		return p, done, nil
	}
	asked := a.engine == "docker" || a.host != "" || a.context != "" || a.getenv("DOCKER_HOST") != ""
	patience := quick
	if asked {
		patience = 0
	}
	d, err := docker.Connect(ctx, docker.Options{Host: a.host, Context: a.context, Patience: patience})
	switch {
	case err == nil:
		p.Docker = d
		return p, func() { _ = d.Close() }, nil
	case asked || sandbox.KindOf(err) == sandbox.KindDenied:
		return p, done, err
	}
	return p, done, noEngine{}
}
