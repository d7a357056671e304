//go:build linux

package main

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

func repeat(key string, n int) []string { return slices.Repeat([]string{key}, n) }

// scrolling goes down and up again by lines and by pages, so that each key has something to do.
func scrolling() []string {
	lines := slices.Concat(repeat("down", 8), repeat("up", 8))
	pages := []string{"pgdown", "pgup"}
	return slices.Concat(lines, lines, pages, pages, pages, pages)
}

// keys compares the time from a key to its picture with that of the floor at 120 frames a second.
func (b *bench) keys() error {
	file, err := document(b.dir, 400)
	if err != nil {
		return err
	}
	return b.compareKeys("key → picture", b.alone(), b.floor(file, 120), scrolling(), 1.2)
}

// compareKeys presses the same keys in both programs in turn.
func (b *bench) compareKeys(what string, ours, floor subject, keys []string, bound float64) error {
	var terminals [2]*term.Terminal
	for i, s := range []subject{ours, floor} {
		t, err := b.start(s)
		if err != nil {
			return err
		}
		defer b.stop(t)
		if _, err := firstFrame(t, s); err != nil {
			return err
		}
		t.Settle(5 * settle)
		terminals[i] = t
	}
	var first, bytes [2]samples
	missed := [2]int{}
	for range max(b.runs/3, 1) {
		for _, key := range keys {
			for i, t := range terminals {
				r, err := press(t, key)
				if err != nil {
					return err
				}
				if !r.Changed {
					missed[i]++
					continue
				}
				first[i] = append(first[i], milliseconds(r.First))
				bytes[i] = append(bytes[i], float64(r.Bytes))
			}
		}
	}
	b.report.add(row{What: what, Unit: "ms", Ours: first[0], Floor: first[1], Ratio: bound, Quantile: 0.95})
	b.report.add(row{What: what, Unit: "ms", Ours: first[0], Floor: first[1]})
	b.report.add(row{What: what + ", output", Unit: "bytes", Ours: bytes[0], Floor: bytes[1]})
	if missed != [2]int{} {
		b.report.note("%s: %d keys of k8slab's and %d of the floor's changed nothing and do not count",
			what, missed[0], missed[1])
	}
	return nil
}

// press waits a random time first, so as not to beat in time with a frame clock.
func press(t *term.Terminal, key string) (term.Reaction, error) {
	time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond)
	return t.React(time.Second, settle, func() error { return t.Press(key) })
}
