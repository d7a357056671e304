//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench is one run of the command.
type bench struct {
	program, floorProgram string
	docker, noEngine      string // addresses of the engine, and of none
	dir                   string // for what is needed meanwhile
	cols, rows            int
	runs                  int
	idleTime              time.Duration
	learners, live        int
	report                report
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	b := &bench{cols: 120, rows: 36, docker: os.Getenv("K8SLAB_TEST_DOCKER"), report: report{Machine: thisMachine()}}
	flags.StringVar(&b.program, "program", "bin/k8slab", "the `FILE` of k8slab")
	flags.StringVar(&b.floorProgram, "floor", ".cache/bench/floor", "the `FILE` of the floor")
	flags.IntVar(&b.runs, "runs", 15, "how often each program is started")
	flags.DurationVar(&b.idleTime, "idle", 10*time.Second, "how long programs are watched idling, three times")
	only := flags.String("only", "", "only these `GROUPS` of start,keys,idle,file,lab,container,shell,class")
	flags.IntVar(&b.learners, "learners", 10, "how many learners a class has")
	flags.IntVar(&b.live, "live", 2, "how many of them do a lab on the embedded engine")
	markdown := flags.String("markdown", "", "write the report as Markdown to `FILE` too")
	asJSON := flags.String("json", "", "write all values as JSON to `FILE` too")
	check := flags.Bool("check", false, "fail when a bound is not reached")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, p := range []*string{&b.program, &b.floorProgram} { // the programs are started in directories of their own
		if *p, err = filepath.Abs(*p); err != nil {
			return err
		}
	}
	if b.dir, err = os.MkdirTemp("", "k8slab-bench"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.noEngine = "unix://" + b.dir + "/no-engine.sock"
	if err := b.measure(*only); err != nil {
		return err
	}
	b.report.table(os.Stdout)
	if err := b.save(*markdown, *asJSON); err != nil {
		return err
	}
	if broken := b.report.broken(); *check && len(broken) > 0 {
		return errors.New("bounds not reached: " + strings.Join(broken, "; "))
	}
	return nil
}

// measure does the groups that are asked for, all of them if only is empty.
func (b *bench) measure(only string) error {
	groups := []struct {
		name string
		do   func() error
	}{
		{"start", b.starts},
		{"keys", b.keys},
		{"idle", b.idle},
		{"file", b.files},
		{"lab", b.lab},
		{"container", b.containers},
		{"shell", b.shell},
		{"class", b.class},
	}
	wanted := strings.Split(only, ",")
	for _, g := range groups {
		if only != "" && !slices.Contains(wanted, g.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring: %s\n", g.name)
		if err := g.do(); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	if len(b.report.Rows) == 0 {
		return fmt.Errorf("no group is called %q", only)
	}
	return nil
}

func (b *bench) save(markdown, asJSON string) error {
	return errors.Join(
		write(markdown, func(w io.Writer) error { b.report.markdown(w); return nil }),
		write(asJSON, b.report.json),
	)
}

func write(path string, to func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(to(f), f.Close())
}
