//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// class plays a class: a server as a process of its own, and learners who read, answer and do labs over SSH. The program
// does that by itself, for instructors who want to know what their machine carries.
func (b *bench) class() error {
	home, err := os.MkdirTemp(b.dir, "home")
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), b.program, "--engine", "native", "workshop", "rehearse", "--json",
		"--for", "20s", "-n", strconv.Itoa(b.learners), "--live", strconv.Itoa(b.live))
	cmd.Env = append(os.Environ(), "HOME="+home, "LANG=C.UTF-8")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("rehearse: %w", err)
	}
	var found struct {
		Learners, Labs int
		KeyMS          samples
		PerLearner     float64
		IdleCores      float64
	}
	if err := json.Unmarshal(out, &found); err != nil {
		return fmt.Errorf("rehearse: %w", err)
	}
	of := fmt.Sprintf("a class of %d, %d with live labs", found.Learners, found.Labs)
	b.report.add(row{What: of + ": key to picture", Unit: "ms", Ours: found.KeyMS, Quantile: 0.95, Most: 50})
	b.report.add(row{What: "the same, memory of each", Unit: "MB", Ours: samples{megabytes(int64(found.PerLearner))}, Most: 6})
	b.report.add(row{
		What: "the same, nobody presses a key", Unit: "% of a core", Ours: samples{found.IdleCores * 100}, Most: 50,
	})
	return nil
}
