//go:build linux

package labs_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// outside is somebody who knows nothing of the lab that runs: a learner in another window.
type outside interface {
	remove(w *world, box string)
	limit(w *world, box, key, value string)
	exec(w *world, box string, args []string, background bool)
}

// byDocker uses the docker command.
type byDocker struct{ address string }

// docker runs the command and returns what it prints.
func (o byDocker) docker(w *world, args ...string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Env = append(cmd.Environ(), "DOCKER_HOST="+o.address, "DOCKER_CONTEXT=")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("docker %s: %v: %s", strings.Join(args, " "), err, errs.Bytes())
	}
	return strings.TrimSpace(string(out))
}

func (o byDocker) remove(w *world, box string) { o.docker(w, "rm", "-f", w.view(box).ID) }

func (o byDocker) limit(w *world, box, key, value string) {
	flags := map[string][]string{
		"cpu": {"--cpus", value}, "pids": {"--pids-limit", value}, "shares": {"--cpu-shares", value},
		"memory": {"--memory", value + "m", "--memory-swap", value + "m"},
	}[key]
	if flags == nil {
		w.t.Fatalf("no such limit: %s", key)
	}
	o.docker(w, append(append([]string{"update"}, flags...), w.view(box).ID)...)
}

func (o byDocker) exec(w *world, box string, args []string, background bool) {
	flags := []string{"exec"}
	if background {
		flags = append(flags, "-d")
	}
	o.docker(w, append(append(flags, w.view(box).ID), args...)...)
}

// byHand has no engine's command to use: it writes to the kernel's files.
type byHand struct{}

func (byHand) remove(w *world, box string) { w.perform(labs.Action{Remove: box}) }

func (byHand) limit(w *world, box, key, value string) {
	g := w.view(box).Cgroup
	number, err := strconv.ParseFloat(value, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	whole := strconv.Itoa(int(number))
	bytes := strconv.Itoa(int(number) << 20)
	v1 := map[string][][3]string{
		"cpu":    {{"cpu", "cpu.cfs_quota_us", strconv.Itoa(int(number * 100_000))}},
		"pids":   {{"pids", "pids.max", whole}},
		"shares": {{"cpu", "cpu.shares", whole}},
		"memory": {{"memory", "memory.limit_in_bytes", bytes}},
	}
	v2 := map[string][][3]string{
		"cpu":    {{"", "cpu.max", strconv.Itoa(int(number*100_000)) + " 100000"}},
		"pids":   {{"", "pids.max", whole}},
		"shares": {{"", "cpu.weight", strconv.Itoa(1 + (int(number)-2)*9999/262142)}},
		"memory": {{"", "memory.max", bytes}},
	}
	writes := v2[key]
	if g.Version == 1 {
		writes = v1[key]
	}
	for _, x := range writes {
		path := g.Path
		if p, apart := g.Paths[x[0]]; apart {
			path = p
		}
		if err := os.WriteFile(filepath.Join("/sys/fs/cgroup", x[0], path, x[1]), []byte(x[2]), 0); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (byHand) exec(w *world, box string, args []string, background bool) {
	w.perform(labs.Action{Exec: &labs.ExecAction{Sandbox: box, Args: args, Background: background}})
}

// view is a sandbox as it was seen last.
func (w *world) view(box string) *sandbox.View {
	w.t.Helper()
	v := w.state.Seen.Sandbox(box)
	if v == nil {
		w.t.Fatalf("there is no sandbox %s", box)
	}
	return v
}
