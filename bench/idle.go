//go:build linux

package main

import (
	"fmt"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// share is what processes used of one core during a time, in per cent.
func share(before, after term.Usage, during time.Duration) float64 {
	return (after.CPU - before.CPU).Seconds() / during.Seconds() * 100
}

// idle compares the processor time of programs that nobody touches, all watched during the same seconds.
func (b *bench) idle() error {
	file, err := document(b.dir, 400)
	if err != nil {
		return err
	}
	subjects := []subject{b.alone(), b.floor(file, 0), b.floor(file, 120)}
	terminals := make([]*term.Terminal, len(subjects))
	for i, s := range subjects {
		t, err := b.start(s)
		if err != nil {
			return err
		}
		defer b.stop(t)
		if _, err := firstFrame(t, s); err != nil {
			return err
		}
		terminals[i] = t
	}
	// What a program does once after its start, such as collecting garbage or looking for an engine, is not idling.
	time.Sleep(3 * time.Second)
	used, wakeups := make([]samples, len(subjects)), make([]samples, len(subjects))
	for range 3 {
		before, began := usages(terminals), time.Now()
		time.Sleep(b.idleTime)
		after, during := usages(terminals), time.Since(began)
		for i := range terminals {
			used[i] = append(used[i], share(before[i], after[i], during))
			wakeups[i] = append(wakeups[i], float64(after[i].Wakeups-before[i].Wakeups)/during.Seconds())
		}
	}
	b.report.add(row{What: "idle processor, no lab", Unit: "% of a core", Ours: used[0], Floor: used[1], Ratio: 1.1})
	b.report.add(row{What: "the floor at 120 fps", Unit: "% of a core", Ours: used[0], Floor: used[2]})
	b.report.add(row{What: "wake-ups", Unit: "per second", Ours: wakeups[0], Floor: wakeups[1]})
	return nil
}

func usages(terminals []*term.Terminal) []term.Usage {
	out := make([]term.Usage, len(terminals))
	for i, t := range terminals {
		out[i] = t.Usage()
	}
	return out
}

// lab measures what a live lab costs: one k8slab with a container observed beside one without, at the same time.
func (b *bench) lab() error {
	e, err := b.engine()
	if err != nil {
		return err
	}
	defer e.close()
	live, err := b.startLab(nil)
	if err != nil {
		return err
	}
	defer b.stop(live)
	if err := live.Wait(limit, containerShown); err != nil {
		return fmt.Errorf("no container on the screen: %w\n%s", err, live.Text())
	}
	still := b.alone()
	quiet, err := b.start(still)
	if err != nil {
		return err
	}
	defer b.stop(quiet)
	if _, err := firstFrame(quiet, still); err != nil {
		return err
	}
	watcher, err := e.pid("observer")
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second)
	var with, without, observer, more, daemon samples
	for range 3 {
		l, q, o, d := live.Usage(), quiet.Usage(), term.UsageOf(watcher), e.daemonUsage()
		began := time.Now()
		time.Sleep(b.idleTime)
		during := time.Since(began)
		l1, q1, o1, d1 := live.Usage(), quiet.Usage(), term.UsageOf(watcher), e.daemonUsage()
		with, without = append(with, share(l, l1, during)), append(without, share(q, q1, during))
		observer, daemon = append(observer, share(o, o1, during)), append(daemon, share(d, d1, during))
		n := len(with) - 1
		more = append(more, with[n]+observer[n]-without[n])
	}
	used := live.Usage()
	memory, fair := samples{megabytes(used.RSS)}, samples{megabytes(used.PSS)}
	b.report.add(row{What: "idle processor, live lab", Unit: "% of a core", Ours: with, Floor: without, Base: "no lab"})
	b.report.add(row{What: "of which the observer", Unit: "% of a core", Ours: observer})
	b.report.add(row{What: "more than without a lab", Unit: "% of a core", Ours: more, Most: 2})
	b.report.add(row{What: "the engine itself meanwhile", Unit: "% of a core", Ours: daemon})
	b.report.add(row{What: "memory with a live lab", Unit: "MB", Ours: memory, Most: 40})
	b.report.add(row{What: "the same, shared pages divided", Unit: "MB", Ours: fair})
	return nil
}

// startLab starts k8slab and does the first step of its lab, when ready says so; nil is as soon as the lab takes the key.
func (b *bench) startLab(ready func() error) (*term.Terminal, error) {
	s := b.k8slab(b.docker, lesson)
	t, err := b.start(s)
	if err != nil {
		return nil, err
	}
	if err := beginLab(t, s, ready); err != nil {
		b.stop(t)
		return nil, err
	}
	return t, nil
}

func beginLab(t *term.Terminal, s subject, ready func() error) error {
	if _, err := firstFrame(t, s); err != nil {
		return err
	}
	if err := t.Wait(limit, labReady); err != nil {
		return fmt.Errorf("the lab's engine does not answer: %w\n%s", err, t.Text())
	}
	if ready != nil {
		if err := ready(); err != nil {
			return err
		}
	}
	t.Settle(settle)
	return t.Press(startContainer)
}
