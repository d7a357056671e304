package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/clean"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/doctor"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/native"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/probe"
)

// How long an examination, and the terminal's answers within it, may take.
const (
	examination = 2000 * time.Millisecond
	replies     = 600 * time.Millisecond
)

func (a *app) doctorCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "doctor", Short: "이 컴퓨터에서 무엇이 되고 안 되는지, 어떻게 고치는지 보기", Args: cobra.NoArgs,
		Annotations: map[string]string{examinesSettings: ""},
		Long: `운영체제와 커널, cgroup, 찾을 수 있는 모든 엔진, 실습마다 할 수 있는 것, 터미널, 로캘, 디스크, 남은 것을 살펴봐요.
잘못된 것마다 고치는 명령을 알려 줘요. 무엇이 멈춰 있어도 3초 안에 끝나요.

꼭 필요한 것이 없으면 1로, 아니면 0으로 끝나요.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output != "text" && output != "json" {
				return badOutput(output)
			}
			return a.doctor(cmd.Context(), output)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	return cmd
}

func (a *app) doctor(ctx context.Context, output string) error {
	look, err := a.look()
	if err != nil {
		return err
	}
	r := doctor.Examine(ctx, a.probes(look), examination)
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Title, c.Detail, c.Remedy = a.say.T(c.Title), a.say.T(c.Detail), a.say.T(c.Remedy)
	}
	if output == "json" {
		err = writeJSON(a.stdout, r)
	} else {
		err = tui.PrintFindings(a.stdout, look, findings(r), a.printOptions())
	}
	if err == nil && !r.OK {
		return &failure{code: exitFailed}
	}
	return err
}

// settingsProbe tells of the configuration file. Everything else is examined with what is right in it.
func (a *app) settingsProbe() doctor.Probe {
	c := doctor.Check{ID: "config", Status: doctor.OK, Title: "설정 파일"}
	path, _ := a.configPath()
	_, err := os.Stat(path)
	switch {
	case a.badSettings != nil:
		c.Status, c.Remedy = doctor.Fail, a.badSettings.Do
		c.Detail = a.badSettings.Where + ": " + a.say.T(a.badSettings.What)
	case path == "" || err != nil:
		c.Detail = "없어요. 기본값을 써요."
	default:
		c.Detail = path
	}
	return doctor.Probe{Hung: c, Run: func(context.Context) []doctor.Check { return []doctor.Check{c} }}
}

// probes are what is looked at, in the order in which it is shown.
func (a *app) probes(look tui.Look) []doctor.Probe {
	release, _ := os.ReadFile("/etc/os-release")
	_, nosystemd := os.Stat("/run/systemd/system")
	system := doctor.SystemOf(runtime.GOOS, string(release), nosystemd == nil)
	only := a.engine
	if only == "auto" && (a.host != "" || a.context != "") {
		only = "docker"
	}
	engines := &doctor.Engines{
		System: system, Only: only, Docker: docker.Options{Host: a.host, Context: a.context},
		// Looking removes nothing, not even what is dead.
		Native: native.Options{Labbox: labbox(), Version: buildInfo().Version, Alive: func(string) bool { return true }},
	}
	engines.Prepare()
	var ask func() probe.Facts
	if a.terminal() {
		ask = func() probe.Facts { return probe.Ask(os.Stdin, os.Stdout, a.getenv, replies) }
	}
	dir, derr := progress.Dir(runtime.GOOS, a.getenv)
	return []doctor.Probe{
		a.settingsProbe(),
		doctor.Machine(system), doctor.Locale(system, a.getenv), doctor.Disk(dir, derr),
		engines.Probe(), engines.Labs(a.labPrograms), doctor.Leftovers(a.leftovers),
		doctor.Terminal(system, a.getenv, look.Glyphs(false).Name, look.Hyperlinks, ask),
	}
}

// leftovers counts what k8slab clean would remove, and what lives.
func (a *app) leftovers(ctx context.Context) (dead, living int, err error) {
	places, done, err := a.places(ctx)
	defer done()
	if places.Leases == nil {
		return 0, 0, err
	}
	items, ferr := places.Find(ctx)
	for _, i := range items {
		switch i.Fate {
		case clean.Dead:
			dead++
		case clean.Living:
			if i.Session != "" { // not what several use together
				living++
			}
		case clean.Foreign, clean.Kept:
		}
	}
	return dead, living, ferr // An engine that does not answer is told of elsewhere.
}

// labPrograms are the labs of the course.
func (a *app) labPrograms() ([]*labs.Program, error) {
	ids, err := a.labIDs()
	if err != nil {
		return nil, err
	}
	var all []*labs.Program
	for _, id := range ids {
		p, err := a.program(id)
		if err != nil {
			return nil, fmt.Errorf("lab %s: %w", id, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// findings puts checks under the headings that people read.
func findings(r doctor.Report) []tui.Finding {
	levels := map[doctor.Status]tui.Level{doctor.OK: tui.LevelOK, doctor.Warn: tui.LevelWarn, doctor.Fail: tui.LevelBad}
	all := make([]tui.Finding, 0, len(r.Checks))
	for _, c := range r.Checks {
		section := "컴퓨터"
		switch kind, _, _ := strings.Cut(c.ID, "."); kind {
		case "engine":
			section = "엔진"
		case "lab", "labs":
			section = "실습"
		case "terminal":
			section = "터미널"
		case "leftovers":
			section = "남은 것"
		}
		all = append(all, tui.Finding{
			Section: section, Title: c.Title, Level: levels[c.Status], Detail: c.Detail, Remedy: c.Remedy,
		})
	}
	return all
}
