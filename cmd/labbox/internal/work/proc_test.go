//go:build linux

package work_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func sscan(s string, into ...any) (int, error) { return fmt.Sscan(s, into...) }

// statOf is what follows the name in /proc/PID/stat: state, parent, group …
func statOf(pid string) []string {
	data, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return nil
	}
	return strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
}

// eachProcess calls f with the number and the fields of each process.
func eachProcess(t *testing.T, f func(pid string, stat []string)) {
	t.Helper()
	list, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if _, err := strconv.Atoi(e.Name()); err == nil {
			if stat := statOf(e.Name()); len(stat) > 2 {
				f(e.Name(), stat)
			}
		}
	}
}

// groupMembers lists the processes of a process group, zombies that wait for a parent elsewhere left out.
func groupMembers(t *testing.T, group int) []string {
	t.Helper()
	var out []string
	eachProcess(t, func(pid string, stat []string) {
		if stat[2] == itoa(group) && (stat[0] != "Z" || stat[1] == itoa(group)) {
			out = append(out, pid)
		}
	})
	return out
}

// childStates is one letter for each child of a process.
func childStates(t *testing.T, parent int) string {
	t.Helper()
	out := ""
	eachProcess(t, func(_ string, stat []string) {
		if stat[1] == itoa(parent) {
			out += stat[0]
		}
	})
	return out
}

// children lists the processes whose parent it is.
func children(t *testing.T, parent int) []int {
	t.Helper()
	var out []int
	eachProcess(t, func(pid string, stat []string) {
		if n, err := strconv.Atoi(pid); err == nil && stat[1] == itoa(parent) {
			out = append(out, n)
		}
	})
	return out
}

// waitFor looks again and again until ok, and fails after a while.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("waited for %s in vain", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
