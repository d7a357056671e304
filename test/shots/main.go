//go:build linux

// Command shots draws what the program shows as PNG files: it drives the built program through a terminal, as
// scenarios.yaml says, and paints the cells of the screen. Every column is pinned to its place, and lines and blocks
// are drawn as geometry, so that a picture shows what a good terminal shows, whatever fonts the machine has.
//
//	make shots
//	make shots ARGS='-only terms,lab -out docs/shots'
//
// Each scenario gives one picture for each size (120×36 and 80×24) and each background (dark and light). The pictures
// need rsvg-convert and the font NanumGothicCoding.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

// studio is one run of the command.
type studio struct {
	program, out, dir string
	scale             float64
	keepSVG           bool
}

func run(args []string) (err error) {
	flags := flag.NewFlagSet("shots", flag.ExitOnError)
	s := &studio{}
	flags.StringVar(&s.program, "program", "bin/k8slab", "the `FILE` of the program")
	flags.StringVar(&s.out, "out", "dist/shots", "the `DIRECTORY` for the pictures")
	flags.Float64Var(&s.scale, "scale", 1.5, "pixels of the picture for each of the drawing, whose cells have 8 × 18")
	flags.BoolVar(&s.keepSVG, "svg", false, "keep the drawings as SVG too")
	file := flags.String("scenarios", "test/shots/scenarios.yaml", "the `FILE` that says what to show")
	only := flags.String("only", "", "only the scenarios of these `NAMES`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.program, err = filepath.Abs(s.program); err != nil {
		return err
	}
	scenarios, err := load(*file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.out, 0o755); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "k8slab-shots"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.dir)) }()
	wanted := strings.Split(*only, ",")
	for _, sc := range scenarios {
		if *only == "" || slices.Contains(wanted, sc.Name) {
			err = errors.Join(err, s.all(sc))
		}
	}
	return err
}

// all takes the pictures of a scenario.
func (s *studio) all(sc scenario) error {
	for _, size := range sc.Sizes {
		for _, background := range sc.Backgrounds {
			name := fmt.Sprintf("%s-%s-%s", sc.Name, size, background)
			if err := s.one(sc, name, size, background); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			fmt.Println(filepath.Join(s.out, name+".png"))
		}
	}
	return nil
}

func (s *studio) one(sc scenario, name, size, background string) (err error) {
	cols, rows, err := parseSize(size)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp(s.dir, "home")
	if err != nil {
		return err
	}
	light := background == "light"
	t, err := term.Start(term.Options{
		Cols: cols, Rows: rows, Dir: home, Env: sc.environment(home), Screen: term.Config{Light: light},
	}, s.program, sc.Args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	for i, step := range sc.Steps {
		if err := step.do(t); err != nil {
			return fmt.Errorf("step %d: %w\n%s", i+1, err, t.Text())
		}
	}
	t.Settle(200 * time.Millisecond)
	var drawing string
	t.Look(func(screen *term.Screen) { drawing = draw(screen, colorsOf(light)) })
	return s.save(name, drawing)
}

// save turns a drawing into a picture.
func (s *studio) save(name, drawing string) error {
	dir := s.dir
	if s.keepSVG {
		dir = s.out
	}
	svg := filepath.Join(dir, name+".svg")
	if err := os.WriteFile(svg, []byte(drawing), 0o644); err != nil {
		return err
	}
	png := filepath.Join(s.out, name+".png")
	cmd := exec.CommandContext(context.Background(), "rsvg-convert", "-z", fmt.Sprint(s.scale), "-o", png, svg)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("rsvg-convert: %w: %s", err, out)
	}
	return nil
}
