package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

func (a *app) labCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "lab", Short: "실습 보기와 실행하기"}
	var auto bool
	var output, record string
	var patience float64
	run := &cobra.Command{
		Use: "run LAB|all", Short: "실습 하기 (--auto: 화면 없이 모범 답안대로)", Args: cobra.ExactArgs(1),
		ValidArgsFunction: a.completeLabs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !auto {
				return a.runTUI(cmd, args)
			}
			return a.autoLabs(cmd.Context(), args[0], output, automatic{to: record, all: args[0] == "all", patience: patience})
		},
	}
	run.Flags().StringVar(&record, "record", "", "실습을 녹화할 파일 (all이면 디렉터리)")
	run.Flags().Float64Var(&patience, "patience", 1, "느린 컴퓨터에서 확인을 몇 배나 더 기다릴지 (1~20)")
	run.Flags().BoolVar(&auto, "auto", false, "각 단계를 모범 답안대로 하고 결과만 내보내기")
	run.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	list := &cobra.Command{
		Use: "list", Short: "실습 목록 보기", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.listLabs(output) },
	}
	list.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	show := &cobra.Command{
		Use: "show LAB", Short: "실습의 단계 보기", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeLabs,
		RunE: func(_ *cobra.Command, args []string) error { return a.showLab(args[0], output) },
	}
	show.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	cmd.AddCommand(run, list, show, a.tableCommand(), a.shellCommand())
	return cmd
}

// labIDs are the labs of the course, in its order.
func (a *app) labIDs() ([]string, error) {
	c, err := a.course()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range c.Lessons {
		if _, err := fs.Stat(c.FS(), "labs/"+l.Lab+".yaml"); l.Lab != "" && err == nil {
			ids = append(ids, l.Lab)
		}
	}
	return ids, nil
}

func (a *app) completeLabs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	ids, _ := a.labIDs() // Without a course there is nothing to complete.
	return append(ids, "all"), cobra.ShellCompDirectiveNoFileComp
}

// program loads and compiles a lab of the course.
func (a *app) program(id string) (*labs.Program, error) {
	course, err := a.courseFS()
	if err != nil {
		return nil, err
	}
	p, err := labs.Open(course, id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &failure{exitUsage, fmt.Sprintf("%q라는 실습은 없어요.", id), "k8slab lab list로 실습을 볼 수 있어요."}
	}
	if err != nil {
		return nil, &failure{exitFailed, err.Error(), "실습 파일의 그 줄을 고쳐 주세요."}
	}
	return p, nil
}

// autoRate is how many observations a second an automatic run gets; leastRate how many on a slow machine.
const (
	autoRate  = 10
	leastRate = 4
)

// automatic is how labs are run without a screen.
type automatic struct {
	// to is where recordings go: a file, or a directory for several labs; empty records nothing.
	to  string
	all bool
	// patience is how many times longer than their labs say checks are waited for.
	patience float64
}

// mostPatience bounds it.
const mostPatience = 20

// autoLabs runs one lab or all of them without a screen. Results go to stdout, progress to stderr.
func (a *app) autoLabs(ctx context.Context, id, output string, how automatic) error {
	if !(how.patience >= 1 && how.patience <= mostPatience) {
		return &failure{exitUsage, "--patience에 쓸 수 없는 값이에요.", "1에서 20까지의 수를 쓰세요."}
	}
	if output != "text" && output != "json" {
		return badOutput(output)
	}
	ids := []string{id}
	if id == "all" {
		all, err := a.labIDs()
		if err != nil {
			return err
		}
		ids = all
	}
	results, passed, err := a.runLabs(ctx, ids, how)
	if err != nil {
		return err
	}
	if err := a.showResults(id, output, results, passed); err != nil {
		return err
	}
	if !passed {
		return &failure{code: exitFailed}
	}
	return nil
}

// runLabs performs the reference solution of labs, one lab after the other, and tells of it on stderr.
func (a *app) runLabs(ctx context.Context, ids []string, how automatic) (results []labs.Result, passed bool, err error) {
	keep, err := a.newKeeper()
	if err != nil {
		return nil, false, err
	}
	eng := &engines{app: a, alive: keep.dir.Alive}
	a.closers = append(a.closers, eng.close)
	visits := &visits{keeper: keep, engines: eng}
	results, passed = []labs.Result{}, true
	for _, id := range ids {
		p, err := a.program(id)
		if err != nil {
			return nil, false, err
		}
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		o, err := visits.options(p.ID, max(leastRate, autoRate/how.patience))
		if err != nil {
			return nil, false, err
		}
		o.Patience = how.patience
		keepRecording := how.record(p.Lab, &o)
		r := labs.Auto(ctx, p, o, a.progress(p))
		visits.end(r.Clean)
		if err := keepRecording(r.Passed); err != nil {
			return nil, false, err
		}
		if r.Fault != nil && (r.Fault.Kind == sandbox.KindUnreachable || r.Fault.Kind == sandbox.KindDenied) {
			return nil, false, &failure{exitNoEngine, r.Fault.What, r.Fault.Do}
		}
		results, passed = append(results, r), passed && r.Passed
	}
	return results, passed, nil
}

func (a *app) showResults(id, output string, results []labs.Result, passed bool) error {
	switch {
	case output == "json" && id == "all":
		return writeJSON(a.stdout, map[string]any{"version": 1, "passed": passed, "labs": results})
	case output == "json":
		return writeJSON(a.stdout, results[0])
	}
	for _, r := range results {
		fmt.Fprintf(a.stdout, "%s (%s %s)\n", r.Lab, r.Engine.Name, r.Engine.Version)
		for _, s := range r.Steps {
			fmt.Fprintf(a.stdout, "  %-12s %s %s\n", s.Result, s.ID, a.say.T(s.Why))
		}
		if r.Fault != nil {
			fmt.Fprintf(a.stdout, "  %s %s\n", a.say.T(r.Fault.What), a.say.T(r.Fault.Do))
		}
	}
	return nil
}

// progress tells on stderr how an automatic run goes on.
func (a *app) progress(p *labs.Program) func(labs.State, labs.Event) {
	return func(_ labs.State, e labs.Event) {
		switch {
		case e.Connected != nil:
			i := e.Connected
			fmt.Fprintf(a.stderr, "%s: %s %s (%s, %s)\n", p.ID, i.Name, i.Version, i.Endpoint, i.Source)
		case e.Began != nil:
			fmt.Fprintf(a.stderr, "%s: %s\n", p.ID, p.Steps[e.Began.Step].Title)
		case e.Logged != nil:
			fmt.Fprintf(a.stderr, "  $ %s\n", e.Logged.Equivalent)
		}
	}
}
