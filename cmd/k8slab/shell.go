package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui"
)

func (a *app) shellCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "shell LAB [SANDBOX]",
		Short: "실습의 컨테이너를 시작하고 그 안의 셸 쓰기",
		Long: `실습의 컨테이너 하나를 시작하고, 이 터미널을 그 안의 셸에 통째로 넘겨요.
화면을 꾸미지 않으니 화면 낭독기와도 잘 맞아요. exit나 Ctrl-D로 나오면
컨테이너를 지우고, 그동안 실습의 어느 단계가 이루어졌는지 알려 줘요.`,
		Args: cobra.RangeArgs(1, 2), ValidArgsFunction: a.completeLabs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.labShell(cmd.Context(), args)
		},
	}
}

// labShell starts a sandbox of a lab, lends the terminal to a shell in it, and removes it in the end.
func (a *app) labShell(ctx context.Context, args []string) error {
	if !a.terminal() {
		return &failure{exitUsage, "터미널이 아닌 곳에서는 셸을 열 수 없어요.", "터미널에서 실행해 보세요."}
	}
	p, err := a.program(args[0])
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(p.Scene))
	name := ""
	switch {
	case len(args) == 2:
		name = args[1]
	case len(names) == 1:
		name = names[0]
	}
	if !slices.Contains(names, name) {
		return &failure{
			exitUsage, "어느 컨테이너에서 셸을 열지 알 수 없어요.",
			fmt.Sprintf("k8slab lab shell %s 이름처럼 실행하세요. 이름은 %s 가운데 하나예요.", args[0], strings.Join(names, ", ")),
		}
	}
	keep, err := a.newKeeper()
	if err != nil {
		return err
	}
	eng := &engines{app: a, alive: keep.dir.Alive}
	a.closers = append(a.closers, eng.close)
	a.closers = append(a.closers, func() { _ = keep.watcher.Close() })
	visits := &visits{keeper: keep, engines: eng}
	o, err := visits.options(p.ID, autoRate)
	if err != nil {
		return err
	}
	run := labs.NewRunner(p, o)
	err = a.lend(ctx, run, p, name)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	visits.end(run.Close(end) == nil)
	return err
}

// startWait is how long an engine may take to answer and to start a sandbox, a program that `go install` built having to
// compile the lab image's first included.
const startWait = 5 * time.Minute

// lend brings the sandbox up, lends the terminal, and tells what came of it.
func (a *app) lend(ctx context.Context, run *labs.Runner, p *labs.Program, name string) error {
	state := labs.NewState(p)
	run.Connect()
	waiting, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	for state.Seen == nil {
		e, ok := run.Next(waiting)
		if !ok {
			return &failure{exitNoEngine, "엔진이 제때 대답하지 않았어요.", "잠시 뒤에 다시 해 보세요."}
		}
		if state = state.Apply(e); state.Fault != nil {
			return faulty(state.Fault)
		}
	}
	for _, n := range startOrder(p, name) {
		if err := run.Perform(waiting, []labs.Action{{Start: n}}); err != nil {
			return faulty(labs.FaultOf(err))
		}
	}
	fmt.Fprintln(a.stderr, a.say.F("%s 컨테이너 안의 셸이에요 (%s %s). exit나 Ctrl-D로 나와요.",
		name, state.Info.Name, state.Info.Version))
	var end labs.ShellEnd
	ended := make(chan struct{})
	followed := make(chan labs.State, 1)
	err := tui.Lend(ctx, func(cols, rows int, screen io.Writer) (tui.Tenant, <-chan struct{}) {
		shell := run.Shell(name, cols, rows, screen)
		go func() {
			end, _ = shell.Wait(ctx)
			close(ended)
		}()
		go func() { followed <- watchSteps(ctx, run, state, ended) }()
		return shell, ended
	})
	if err != nil {
		return err
	}
	if end.Fault != nil {
		return faulty(end.Fault)
	}
	state = <-followed
	for i, step := range p.Steps {
		if state.Steps[i].Mark == labs.MarkDone {
			fmt.Fprintln(a.stderr, a.say.F("이루어진 단계: %d. %s", i+1, step.Title))
		}
	}
	return nil
}

// faulty is a fault of a lab as the end of the program.
func faulty(f *labs.Fault) error {
	code := exitFailed
	if f.Kind == sandbox.KindUnreachable || f.Kind == sandbox.KindDenied {
		code = exitNoEngine
	}
	return &failure{code, f.What, f.Do}
}

// startOrder is the sandbox, after those whose namespaces it shares.
func startOrder(p *labs.Program, name string) []string {
	var order []string
	var add func(name string)
	add = func(name string) {
		actor, ok := p.Scene[name]
		if !ok || slices.Contains(order, name) || len(order) > len(p.Scene) {
			return
		}
		for _, other := range []string{actor.Share.PID, actor.Share.Net, actor.Share.IPC, actor.Share.UTS, actor.Share.Cgroup} {
			if other != name {
				add(other)
			}
		}
		order = append(order, name)
	}
	add(name)
	return order
}

// watchSteps applies what happens in a lab until ended is closed and what came of it by then has been seen.
func watchSteps(ctx context.Context, run *labs.Runner, state labs.State, ended <-chan struct{}) labs.State {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var over time.Time
	for {
		e, ok := run.Next(ctx)
		if !ok {
			return state
		}
		state = state.Apply(e)
		select {
		case <-ended:
			if over.IsZero() {
				over = time.Now()
				defer time.AfterFunc(time.Second, cancel).Stop() // An engine that has gone has nothing more to show.
			} else if e.Observed != nil && e.At.After(over) {
				return state
			}
		default:
		}
	}
}
