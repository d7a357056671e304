package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/k8slab/k8slab/assets"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/native"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/inspect"
)

// How long `inspect` waits between two looks: for the use of CPU time in a table, and while it watches.
const (
	cpuWindow   = 250 * time.Millisecond
	watchPeriod = time.Second
)

func (a *app) inspectCommand() *cobra.Command {
	var output string
	var watch bool
	cmd := &cobra.Command{
		Use: "inspect [CONTAINER…]", Short: "아무 컨테이너의 네임스페이스와 cgroup 보기",
		Long: `엔진에 있는 컨테이너를 커널이 보는 대로 보여 줘요. 실습에서 만든 것이 아니어도 되고, 아무것도 바꾸지 않아요.
네임스페이스마다 inode 번호와 누구와 함께 쓰는지, cgroup의 한도와 사용량, 권한, 그리고 눈여겨볼 점을 알려 줘요.

이름이나 ID(앞부분도 돼요)를 주세요. 주지 않으면 돌고 있는 컨테이너를 모두 봐요.
내장 엔진의 컨테이너는 --engine native로 이름을 주면 볼 수 있어요.`,
		Example: `  k8slab inspect web db               두 컨테이너 보기
  k8slab inspect web --watch          바뀌는 모습을 계속 보기
  k8slab inspect -o json web          프로그램이 읽을 형식으로 (docs/inspect.md)`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != "table" && output != "json" && output != "yaml" {
				return &failure{exitUsage, fmt.Sprintf("-o에는 %q을(를) 쓸 수 없어요.", output), "table, json, yaml 가운데 하나를 쓰세요."}
			}
			return a.inspect(cmd.Context(), args, output, watch)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "table", "출력 형식: table, json, yaml")
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "바뀌는 것을 계속 보기")
	return cmd
}

// inspect looks once, or goes on looking.
func (a *app) inspect(ctx context.Context, names []string, output string, watch bool) error {
	look, err := a.look()
	if err != nil {
		return err
	}
	eye, err := a.inspector(ctx)
	if err != nil {
		return err
	}
	if watch {
		return a.inspectOn(ctx, &gaze{eye: eye, names: names}, look, output)
	}
	g := &gaze{eye: eye, names: names}
	shot, err := g.shot(ctx)
	if err == nil && output == "table" && running(shot.Now) {
		select {
		case <-time.After(cpuWindow):
			shot, err = g.shot(ctx)
		case <-ctx.Done():
		}
	}
	if err != nil {
		return err
	}
	unknown := shot.Now.Unknown
	shot.Now.Unknown = nil // They are told on stderr.
	if output != "table" || len(shot.Now.Containers) > 0 || len(unknown) == 0 {
		if err := a.showInspection(look, shot, output); err != nil {
			return err
		}
	}
	return noSuchContainers(unknown)
}

func running(i sandbox.Inspection) bool {
	for _, c := range i.Containers {
		if c.PID > 0 {
			return true
		}
	}
	return false
}

func noSuchContainers(names []string) error {
	if len(names) == 0 {
		return nil
	}
	return &failure{
		exitFailed, fmt.Sprintf("이런 컨테이너는 없어요: %s", strings.Join(names, ", ")),
		"`docker ps -a`나 이름 없이 `k8slab inspect`로 이름을 확인하세요. 내장 엔진의 것은 --engine native로 볼 수 있어요.",
	}
}

// gaze looks again and again, and keeps the last look for comparison.
type gaze struct {
	eye   sandbox.Inspector
	names []string
	last  inspect.Shot
}

func (g *gaze) shot(ctx context.Context) (inspect.Shot, error) {
	now, err := g.eye.Look(ctx, g.names)
	if err != nil {
		return inspect.Shot{}, err
	}
	s := inspect.Shot{At: time.Now(), Now: now}
	if !g.last.At.IsZero() {
		before := g.last.Now
		s.Before, s.BeforeAt = &before, g.last.At
	}
	g.last = s
	g.last.Before = nil
	return s, nil
}

// showInspection writes one look to stdout.
func (a *app) showInspection(look tui.Look, s inspect.Shot, output string) error {
	a.speakOf(&s.Now)
	switch output {
	case "json":
		return writeJSON(a.stdout, s.Now)
	case "yaml":
		data, err := json.Marshal(s.Now)
		if err == nil {
			data, err = yaml.JSONToYAML(data)
		}
		if err != nil {
			return fmt.Errorf("write inspection: %w", err)
		}
		_, err = a.stdout.Write(data)
		return err
	}
	return tui.PrintInspection(a.stdout, look, s, a.printOptions())
}

// speakOf puts what an inspection says in sentences into the interface's language.
func (a *app) speakOf(now *sandbox.Inspection) {
	reasons := func(missing map[string]sandbox.Reason) {
		for key, r := range missing {
			missing[key] = sandbox.Reason{Why: a.say.T(r.Why), Cure: a.say.T(r.Cure)}
		}
	}
	reasons(now.Host.Missing)
	for i := range now.Containers {
		c := &now.Containers[i]
		reasons(c.Missing)
		for j := range c.Unusual {
			c.Unusual[j].Why = a.say.T(c.Unusual[j].Why)
		}
	}
}

// printOptions are those of what is written to stdout line by line.
func (a *app) printOptions() tui.PrintOptions {
	o := tui.PrintOptions{Width: defaultWidth, Plain: a.plain, Color: a.getenv("CLICOLOR_FORCE") != ""}
	if out, ok := a.stdout.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
		o.Color = true
		if cols, _, err := term.GetSize(int(out.Fd())); err == nil {
			o.Width = max(cols, leastWidth)
		}
	}
	return o
}

// inspector opens the eye of the engine that the flags ask for, by the same rule as for labs.
func (a *app) inspector(ctx context.Context) (sandbox.Inspector, error) {
	keep, err := a.newKeeper()
	if err != nil {
		return nil, err
	}
	opts := native.Options{Version: buildInfo().Version, Alive: keep.dir.Alive}
	if a.engine == "native" {
		return native.Inspect(opts)
	}
	patience := quick
	if a.engine == "docker" || a.host != "" || a.context != "" {
		patience = 0
	}
	d, err := docker.Connect(ctx, docker.Options{
		Host: a.host, Context: a.context, Image: labbox(), Known: image.Described(assets.LabImage),
		Patience: patience,
	})
	if err != nil {
		if patience == 0 || sandbox.KindOf(err) == sandbox.KindDenied {
			return nil, err
		}
		eye, nerr := native.Inspect(opts)
		if nerr != nil {
			return nil, err // Not Linux: what is wrong with Docker is what can be mended.
		}
		return eye, nil
	}
	return a.dockerInspector(ctx, keep, d)
}

func (a *app) dockerInspector(ctx context.Context, keep *keeper, d *docker.Driver) (sandbox.Inspector, error) {
	a.closers = append(a.closers, func() { _ = d.Close() })
	visit, err := keep.visit("")
	if err != nil {
		return nil, err
	}
	if err := visit.guard(d); err != nil {
		return nil, err
	}
	eye, err := d.Inspect(ctx, visit.config())
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
		defer cancel()
		visit.end(eye.Close(end) == nil)
	})
	return eye, nil
}

// inspectOn goes on looking: on a terminal as a screen, elsewhere by adding what changed.
func (a *app) inspectOn(ctx context.Context, g *gaze, look tui.Look, output string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if output == "table" && !a.plain && a.terminal() {
		sights := make(chan tui.Sight)
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer close(sights)
			g.follow(ctx, func(s tui.Sight) bool {
				select {
				case sights <- s:
					return true
				case <-ctx.Done():
					return false
				}
			})
		}()
		err := a.ended(ctx, tui.WatchInspection(ctx, look, sights))
		cancel()
		<-done
		return err
	}
	var failed error
	first, trouble := true, ""
	var last inspect.Shot
	g.follow(ctx, func(s tui.Sight) bool {
		news := s.Trouble != trouble
		trouble = s.Trouble
		if trouble != "" {
			if news { // and not every second
				a.tell(trouble, "")
			}
			return true
		}
		if first || output != "table" {
			failed = a.addInspection(look, s.Shot, output)
		} else {
			failed = tui.PrintInspectionChanges(a.stdout, look, last, s.Shot, a.printOptions())
		}
		first, last = false, s.Shot
		return failed == nil
	})
	if ctx.Err() != nil || failed != nil {
		return &failure{code: exitInterrupted} // A reader who has gone away has seen enough.
	}
	return nil
}

// addInspection writes one look of many: one JSON document a line, one YAML document behind another.
func (a *app) addInspection(look tui.Look, s inspect.Shot, output string) error {
	switch output {
	case "json":
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		a.speakOf(&s.Now)
		return enc.Encode(s.Now)
	case "yaml":
		if _, err := fmt.Fprintln(a.stdout, "---"); err != nil {
			return err
		}
	}
	return a.showInspection(look, s, output)
}

// follow looks at every tick, and at once when the engine tells of a change, until told to stop or ctx ends.
func (g *gaze) follow(ctx context.Context, show func(tui.Sight) bool) {
	tick := time.NewTicker(watchPeriod)
	defer tick.Stop()
	changed := g.eye.Changed()
	for ctx.Err() == nil {
		sight := tui.Sight{}
		var err error
		if sight.Shot, err = g.shot(ctx); err != nil {
			sight.Trouble = troubleText(err)
		}
		if ctx.Err() != nil || !show(sight) {
			return
		}
		select {
		case <-tick.C:
		case <-changed:
		case <-ctx.Done():
		}
	}
}

func troubleText(err error) string {
	if e, ok := errors.AsType[*sandbox.Error](err); ok {
		return e.What + " " + e.Do
	}
	return "컨테이너를 살펴보지 못했어요. 잠시 뒤에 다시 봐요."
}
