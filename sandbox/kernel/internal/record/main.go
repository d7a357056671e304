//go:build linux

// Record writes down the kernel files that package kernel reads about one process, its control group and the host, as a
// txtar archive: the fixtures in sandbox/kernel/testdata.
//
//	record [-note TEXT] PID   of a process that exists, such as a container's
//	record [-note TEXT] -v2   of a group that it makes itself, on a machine with pure cgroup v2
//
// It runs the readers over file systems that remember what was read. Links are written "-> TARGET" and NUL as "\0". Of
// long files only the lines that count are kept.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/k8slab/k8slab/sandbox/kernel"
)

func main() {
	comment := flag.String("note", "", "where this is recorded")
	unified := flag.Bool("v2", false, "record a group made for the purpose")
	inside := flag.Bool("inside", false, "be the process in that group")
	flag.Parse()
	ctx := context.Background()
	err := errors.New("usage: record [-note TEXT] PID|-v2")
	switch {
	case *inside:
		err = live(ctx, flag.Arg(0))
	case *unified:
		err = recordUnified(ctx, *comment)
	case flag.NArg() == 1:
		var pid int
		if pid, err = strconv.Atoi(flag.Arg(0)); err == nil {
			err = record(*comment, pid)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

// record reads everything about a process and prints what the readers saw.
func record(comment string, pid int) error {
	proc := memory{os.DirFS("/proc"), map[string][]byte{}}
	cgroup := memory{os.DirFS("/sys/fs/cgroup"), map[string][]byte{}}
	k, err := kernel.New(proc, cgroup, "/sys/fs/cgroup")
	if err != nil {
		return err
	}
	k.Host()
	group, err := k.CgroupOf(pid)
	if err != nil {
		return err
	}
	if _, err := group.Read(); err != nil {
		return err
	}
	pids, err := group.Procs()
	if err != nil {
		return err
	}
	for _, p := range pids {
		if _, err := k.Process(p); err != nil {
			return err
		}
	}
	_, err = k.Namespaces(pid)
	_, err2 := k.Security(pid)
	_, err3 := k.Hostname(pid)
	if err := errors.Join(err, err2, err3); err != nil {
		return err
	}
	archive := &txtar.Archive{Comment: []byte(fmt.Sprintf("%s, process %d\n", comment, pid))}
	proc.archive("proc/", archive)
	cgroup.archive("sys/fs/cgroup/", archive)
	_, err = os.Stdout.Write(txtar.Format(archive))
	return err
}

// memory is a file system that remembers what was read.
type memory struct {
	fs.FS
	read map[string][]byte
}

// Open remembers a file and hands out what it remembers.
func (m memory) Open(name string) (fs.File, error) {
	data, err := fs.ReadFile(m.FS, name)
	if info, err := fs.Stat(m.FS, name); err == nil && info.IsDir() {
		return m.FS.Open(name)
	}
	if err != nil {
		return nil, err
	}
	m.read[name] = data
	return fstest.MapFS{name: {Data: data}}.Open(name)
}

// ReadLink remembers a link.
func (m memory) ReadLink(name string) (string, error) {
	target, err := fs.ReadLink(m.FS, name)
	if err == nil {
		m.read[name] = []byte("-> " + target)
	}
	return target, err
}

// Lstat is that of the tree.
func (m memory) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(m.FS, name) }

// archive adds everything remembered.
func (m memory) archive(prefix string, to *txtar.Archive) {
	for _, name := range slices.Sorted(maps.Keys(m.read)) {
		data := bytes.ReplaceAll(m.read[name], []byte{0}, []byte(`\0`))
		switch name {
		case "self/mountinfo":
			data = grep(data, func(line []byte) bool { return bytes.Contains(line, []byte(" /sys/fs/cgroup")) })
		case "stat":
			data = grep(data, func(line []byte) bool { return !bytes.HasPrefix(line, []byte("intr")) })
		}
		to.Files = append(to.Files, txtar.File{Name: prefix + name, Data: data})
	}
}

func grep(data []byte, keep func(line []byte) bool) []byte {
	var kept []byte
	for line := range bytes.Lines(data) {
		if keep(line) {
			kept = append(kept, line...)
		}
	}
	return kept
}
