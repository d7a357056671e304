//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// group is where the recorded v2 group is made.
const group = "/sys/fs/cgroup/k8slab/first"

// recordUnified makes a limited v2 group with two processes that have been throttled, and records it.
func recordUnified(ctx context.Context, comment string) error {
	if err := makeGroup(); err != nil {
		return err
	}
	dir, err := os.Open(group)
	if err != nil {
		return err
	}
	defer dir.Close()
	cmd := exec.CommandContext(ctx, "/proc/self/exe", "-inside", "first")
	cmd.Env = []string{"HOSTNAME=first", "PATH=/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		UseCgroupFD: true, CgroupFD: int(dir.Fd()), Pdeathsig: unix.SIGKILL,
		Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWNS | unix.CLONE_NEWNET |
			unix.CLONE_NEWCGROUP,
	}
	ready, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	var spins int
	if _, err := fmt.Fscanf(ready, "ready %d\n", &spins); err != nil {
		return fmt.Errorf("the process in the group: %w", err)
	}
	return record(comment, cmd.Process.Pid)
}

// makeGroup makes the group below one that hands on all controllers.
func makeGroup() error {
	if err := os.MkdirAll(group, 0o755); err != nil {
		return err
	}
	enable := []byte("+cpu +cpuset +memory +pids +io")
	if err := os.WriteFile("/sys/fs/cgroup/cgroup.subtree_control", enable, 0); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Dir(group)+"/cgroup.subtree_control", enable, 0); err != nil {
		return err
	}
	var failed error
	for name, value := range map[string]string{
		"cpu.max": "50000 100000", "cpu.weight": "50", "memory.max": "67108864", "memory.high": "60000000",
		"memory.swap.max": "0", "pids.max": "32",
	} {
		err := os.WriteFile(filepath.Join(group, name), []byte(value), 0)
		if !errors.Is(err, os.ErrNotExist) { // without swap there is no memory.swap.max
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// live is PID 1 of the group: it starts a second process, burns CPU time until it must have been throttled, says so,
// and waits to be killed.
func live(ctx context.Context, role string) error {
	if role == "first" {
		cmd := exec.CommandContext(ctx, "/proc/self/exe", "-inside", "second")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1000, Gid: 1000}}
		if err := cmd.Start(); err != nil {
			return err
		}
		spins := 0
		for until := time.Now().Add(time.Second); time.Now().Before(until); {
			spins++
		}
		fmt.Println("ready", spins)
	}
	time.Sleep(time.Hour)
	return nil
}
