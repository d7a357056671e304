package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/native"
)

// patience is how long one engine may take; less than the whole examination, so that its own words for what is wrong
// are heard.
const patience = 1500 * time.Millisecond

// Engines finds every engine there is, and the one that labs will use.
type Engines struct {
	System System
	Docker docker.Options
	// Native is how the embedded engine is tried.
	Native native.Options
	// Only is "docker" or "native" where the user asked for one of them, else "auto".
	Only string

	// chosen gets the engine that labs will use; it is closed without one if there is none.
	chosen chan sandbox.Info
}

// Prepare makes e ready for its probes.
func (e *Engines) Prepare() { e.chosen = make(chan sandbox.Info, 1) }

// answer is what one endpoint said.
type answer struct {
	at   docker.Endpoint
	info sandbox.Info
	err  error
}

// Probe asks all endpoints at once, and tries the embedded engine meanwhile.
func (e *Engines) Probe() Probe {
	return Probe{Run: e.run, Hung: Check{
		ID: "engine", Status: Fail, Title: "엔진", Detail: "엔진을 찾는 데 너무 오래 걸려요.",
		Remedy: "`docker context ls`로 어느 엔진을 쓰는지 보고, `k8slab --engine native`로 시작해 보세요.",
	}}
}

func (e *Engines) run(ctx context.Context) []Check {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer close(e.chosen)
	embedded := make(chan answer, 1)
	go func() { embedded <- e.embedded(ctx) }()
	var answers []answer
	candidates := 0
	if e.Only != "native" {
		candidates = len(docker.Candidates(e.Docker))
		answers = e.ask(ctx, docker.Endpoints(e.Docker))
	}
	var checks []Check
	var best *sandbox.Info
	for i, a := range answers {
		if a.err == nil && i < candidates && best == nil {
			best = &answers[i].info
		}
		if c, ok := e.endpoint(a); ok {
			checks = append(checks, c)
		}
	}
	last := e.wait(ctx, embedded)
	if e.Only != "docker" {
		checks = append(checks, e.nativeCheck(last))
	}
	if best == nil && last.err == nil && e.Only != "docker" {
		best = &last.info
	}
	if best != nil {
		e.chosen <- *best
	}
	return append([]Check{e.verdict(best, len(answers) > 0)}, checks...)
}

// ask asks endpoints side by side. One that does not heed the context is left behind, and named.
func (e *Engines) ask(ctx context.Context, endpoints []docker.Endpoint) []answer {
	heard := make([]chan answer, len(endpoints))
	for i, at := range endpoints {
		heard[i] = make(chan answer, 1)
		go func() {
			info, err := docker.Probe(ctx, at, e.Docker)
			heard[i] <- answer{at, info, err}
		}()
	}
	late := time.After(patience + 200*time.Millisecond)
	out := make([]answer, len(endpoints))
	for i, at := range endpoints {
		select {
		case out[i] = <-heard[i]:
		case <-late:
			late = time.After(0)
			out[i] = answer{at: at, err: context.DeadlineExceeded}
		}
	}
	return out
}

func (e *Engines) embedded(ctx context.Context) answer {
	if e.Only == "docker" {
		return answer{}
	}
	d, err := native.Connect(ctx, e.Native)
	if err != nil {
		return answer{err: err}
	}
	info := d.Info()
	return answer{info: info, err: d.Close()}
}

func (e *Engines) wait(ctx context.Context, embedded <-chan answer) answer {
	select {
	case a := <-embedded:
		return a
	default:
	}
	select {
	case a := <-embedded:
		return a
	case <-ctx.Done():
		return answer{err: &sandbox.Error{
			Kind: sandbox.KindFailed, What: "내장 엔진을 시작해 보는 데 너무 오래 걸려요.", Do: "컴퓨터가 아주 바쁜지 `top`으로 보세요.",
		}}
	}
}

// verdict is the check that decides: whether labs have an engine.
func (e *Engines) verdict(best *sandbox.Info, asked bool) Check {
	c := Check{ID: "engine", Status: OK, Title: "실습에 쓸 엔진"}
	if best != nil {
		c.Detail = fmt.Sprintf("%s %s (%s)", best.Name, best.Version, best.Endpoint)
		return c
	}
	c.Status, c.Detail = Fail, "쓸 수 있는 엔진이 없어요. 수업은 읽을 수 있지만 실습은 할 수 없어요."
	c.Remedy = e.System.Install()
	if _, err := exec.LookPath("dockerd"); err == nil {
		c.Remedy = e.System.Start()
	}
	if !asked {
		c.Remedy = fmt.Sprintf("--engine native 없이 다시 해 보거나, %s", c.Remedy)
	}
	return c
}

// endpoint is the check of one place. An engine that is simply not there, in a place that nobody named, is not worth a
// line, except the usual one.
func (e *Engines) endpoint(a answer) (Check, bool) {
	c := Check{ID: "engine." + slug(a.at.Source), Status: OK, Title: a.at.Source}
	if a.err == nil {
		c.Detail = fmt.Sprintf("%s %s · API %s · cgroup v%d · %s · %s", a.info.Name, a.info.Version, a.info.API,
			a.info.CgroupVersion, a.info.Latency.Round(100*time.Microsecond), a.info.Endpoint)
		return c, true
	}
	absent := errors.Is(a.err, os.ErrNotExist) && !a.at.Asked
	if absent && a.at.Source != "default" {
		return c, false
	}
	c.Status = Warn
	if a.at.Asked {
		c.Status = Fail
	}
	c.Detail = fmt.Sprintf("대답하지 않아요: %s", a.at.Host)
	c.Remedy = fmt.Sprintf("`docker -H %s version`이 대답하는지 보고, 멈춰 있으면 엔진을 다시 켜세요.", a.at.Host)
	if bad, ok := errors.AsType[*sandbox.Error](a.err); ok {
		c.Detail, c.Remedy = bad.What, bad.Do
		switch {
		case bad.Kind == sandbox.KindDenied:
			c.Remedy = e.System.Join()
		case a.at.Source == "default" && !errors.Is(a.err, context.DeadlineExceeded):
			c.Remedy = e.System.Install()
			if _, err := exec.LookPath("dockerd"); err == nil {
				c.Remedy = e.System.Start()
			}
		}
	}
	return c, true
}

// slug makes a source part of an ID: "context desktop-linux" is "context.desktop-linux".
func slug(source string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimLeft(source, "-")), " ", ".")
}

func (e *Engines) nativeCheck(a answer) Check {
	c := Check{ID: "engine.native", Status: OK, Title: "내장 엔진"}
	if a.err == nil {
		c.Detail = fmt.Sprintf("컨테이너를 시작할 수 있어요 · cgroup v%d · %s", a.info.CgroupVersion,
			a.info.Latency.Round(100*time.Microsecond))
		var lacks []string
		for ability, why := range a.info.Lacks {
			if strings.HasPrefix(string(ability), "limit-") {
				lacks = append(lacks, string(ability))
				c.Remedy = cmp.Or(why.Cure, c.Remedy)
			}
		}
		if len(lacks) > 0 {
			slices.Sort(lacks)
			c.Status = Warn
			c.Detail = fmt.Sprintf("%s · 걸 수 없는 한도: %s", c.Detail, strings.ReplaceAll(strings.Join(lacks, ", "), "limit-", ""))
		}
		return c
	}
	c.Status, c.Detail = Warn, "쓸 수 없어요."
	if bad, ok := errors.AsType[*sandbox.Error](a.err); ok {
		c.Detail, c.Remedy = bad.What, bad.Do
		if bad.Kind == sandbox.KindUnsupported && e.System.GOOS != "linux" {
			c.Status, c.Remedy = OK, "" // There is nothing wrong with such a machine.
		}
	}
	if e.Only == "native" {
		c.Status = Fail
	}
	return c
}
