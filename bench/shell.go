//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// Keys that lead into the lab's shell and out of it, and what its prompt ends with.
const (
	enterShell = "f9"
	leaveShell = "f12"
	prompt     = "first:/"
	inShell    = "F12 "
)

// shell measures the terminal pane: the echo of a key beside that of the same shell without anything between
// (docker exec -it), what an open shell costs while nothing happens in it, and keys and memory during a flood.
func (b *bench) shell() error {
	ours, err := b.startShell()
	if err != nil {
		return err
	}
	defer b.stop(ours)
	if err := b.echoes(ours); err != nil {
		return err
	}
	if err := b.idleShell(ours); err != nil {
		return err
	}
	return b.flood(ours)
}

// startShell starts k8slab with a container and a shell in it.
func (b *bench) startShell() (*term.Terminal, error) {
	t, err := b.startLab(nil)
	if err != nil {
		return nil, err
	}
	for _, step := range []struct {
		key  string
		done func(*term.Screen) bool
	}{{"", containerShown}, {enterShell, contains(prompt)}} {
		if step.key != "" {
			err = t.Press(step.key)
		}
		if err == nil {
			err = t.Wait(limit, step.done)
		}
		if err != nil {
			err = fmt.Errorf("no shell: %w\n%s", err, t.Text())
			b.stop(t)
			return nil, err
		}
	}
	return t, nil
}

// echoes types letters in both shells in turn.
func (b *bench) echoes(ours *term.Terminal) error {
	ps := exec.CommandContext(context.Background(), "docker", "-H", b.docker, "ps", "-q",
		"--filter", "label=k8slab.name=first")
	out, err := ps.Output()
	if err != nil {
		return err
	}
	id := strings.Fields(string(out))[0]
	raw, err := b.start(subject{path: "docker", args: []string{"-H", b.docker, "exec", "-it", id, "sh"}})
	if err != nil {
		return err
	}
	defer b.stop(raw)
	if err := raw.Wait(limit, contains(prompt)); err != nil {
		return err
	}
	var times [2]samples
	for range 10 * b.runs {
		for i, t := range []*term.Terminal{ours, raw} {
			time.Sleep(time.Duration(20_000+rand.IntN(20_000)) * time.Microsecond)
			ms, err := echo(t)
			if err != nil {
				return err
			}
			times[i] = append(times[i], ms)
		}
	}
	for _, t := range []*term.Terminal{ours, raw} {
		if err := t.Press("ctrl+c"); err != nil {
			return err
		}
	}
	b.report.add(row{
		What: "key → echo in the shell", Unit: "ms", Ours: times[0], Floor: times[1], Base: "docker exec", Quantile: 0.95,
	})
	b.report.add(row{What: "key → echo in the shell", Unit: "ms", Ours: times[0], Floor: times[1], Base: "docker exec"})
	return nil
}

// echo types a letter, and gives the time in ms until the cursor has moved.
func echo(t *term.Terminal) (float64, error) {
	var x, y int
	t.Look(func(s *term.Screen) { x, y, _ = s.Cursor() })
	moved := func(s *term.Screen) bool {
		nx, ny, shown := s.Cursor()
		return shown && (nx != x || ny != y)
	}
	pressed := time.Now()
	at := t.Watch(moved)
	if err := t.Press("x"); err != nil {
		return 0, err
	}
	if err := t.Wait(limit, moved); err != nil {
		return 0, fmt.Errorf("no echo: %w\n%s", err, t.Text())
	}
	return milliseconds((<-at).Sub(pressed)), nil
}

// idleShell compares a lab whose shell is open with one that has none, during the same seconds.
func (b *bench) idleShell(ours *term.Terminal) error {
	without, err := b.startLab(nil)
	if err != nil {
		return err
	}
	defer b.stop(without)
	if err := without.Wait(limit, containerShown); err != nil {
		return err
	}
	time.Sleep(3 * time.Second)
	terminals := []*term.Terminal{ours, without}
	var used [2]samples
	for range 3 {
		before, began := usages(terminals), time.Now()
		time.Sleep(b.idleTime)
		after, during := usages(terminals), time.Since(began)
		for i := range terminals {
			used[i] = append(used[i], share(before[i], after[i], during))
		}
	}
	b.report.add(row{
		What: "idle processor, shell open", Unit: "% of a core", Ours: used[0], Floor: used[1], Base: "no shell",
	})
	return nil
}

// flood measures keys, output and memory while a program puts out as much as it can.
func (b *bench) flood(t *term.Terminal) error {
	if err := t.Press("y", "e", "s", "enter"); err != nil {
		return err
	}
	flooded := func(s *term.Screen) bool { return strings.Count(s.String()+"\n", "\n y\n") > 5 }
	if err := t.Wait(limit, flooded); err != nil {
		return fmt.Errorf("no flood: %w\n%s", err, t.Text())
	}
	before, began := t.Usage(), time.Now()
	time.Sleep(b.idleTime / 2)
	after := t.Usage()
	cpu := share(before, after, time.Since(began))
	var keys samples
	for range 2 * b.runs {
		for _, step := range []struct {
			key  string
			done func(*term.Screen) bool
		}{{leaveShell, func(s *term.Screen) bool { return !contains(inShell)(s) }}, {enterShell, contains(inShell)}} {
			time.Sleep(time.Duration(50_000+rand.IntN(20_000)) * time.Microsecond)
			pressed := time.Now()
			if err := t.Press(step.key); err != nil {
				return err
			}
			at := t.Watch(step.done)
			if err := t.Wait(limit, step.done); err != nil {
				return fmt.Errorf("a key got lost in the flood: %w\n%s", err, t.Text())
			}
			keys = append(keys, milliseconds((<-at).Sub(pressed)))
		}
	}
	b.report.add(row{What: "key → picture during a flood", Unit: "ms", Ours: keys, Quantile: 0.95})
	b.report.add(row{What: "processor during a flood", Unit: "% of a core", Ours: samples{cpu}})
	b.report.add(row{What: "memory after a flood", Unit: "MB", Ours: samples{megabytes(t.Usage().RSS)}})
	return t.Press("ctrl+c")
}
