//go:build linux

package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/test/term"
)

// subject is a program to be measured, and how to tell what it shows.
type subject struct {
	name string
	path string
	args []string
	env  []string
	// ready is true of the first whole picture.
	ready func(*term.Screen) bool
}

// What k8slab shows, and the keys that lead there. These are its only secrets that the bench knows.
const (
	lesson      = "terms"
	lessonTitle = "컨테이너"
)

// startContainer is the key that does the lab's first step.
const startContainer = "enter"

// processRow is a row of the lab's process table: the host's number, 1 inside, and the command.
func processRow() *regexp.Regexp { return regexp.MustCompile(`(^|\D)\d{2,}\s+1\s\s+\S`) }

// labReady is true once the lab's engine has answered, and the lab says what is still missing.
func labReady(s *term.Screen) bool {
	return contains("아직 first라는 컨테이너가 없어요")(s)
}

func containerShown(s *term.Screen) bool {
	re := processRow()
	return slices.ContainsFunc(s.Lines(), re.MatchString)
}

func contains(text string) func(*term.Screen) bool {
	return func(s *term.Screen) bool { return strings.Contains(s.String(), text) }
}

// alone is k8slab at its first lesson with no engine at all: Docker is asked for and there is none.
func (b *bench) alone(args ...string) subject {
	return b.k8slab(b.noEngine, append(args, "--engine", "docker")...)
}

// k8slab at its first lesson; docker is the engine's address, or one where none is, and the embedded engine serves.
func (b *bench) k8slab(docker string, args ...string) subject {
	return subject{
		name: "k8slab", path: b.program, args: args, env: []string{"DOCKER_HOST=" + docker},
		ready: contains(lessonTitle),
	}
}

// floor shows a file; fps 0 is Bubble Tea's own frame rate, 60.
func (b *bench) floor(file string, fps int) subject {
	s := subject{name: "floor", path: b.floorProgram, args: []string{file}, ready: contains(chapter)}
	if fps > 0 {
		s.name += " " + strconv.Itoa(fps)
		s.env = []string{"TEA_FPS=" + strconv.Itoa(fps)}
	}
	return s
}

// start runs the subject in a terminal of its own, with a home of its own.
func (b *bench) start(s subject) (*term.Terminal, error) {
	home, err := os.MkdirTemp(b.dir, "home")
	if err != nil {
		return nil, err
	}
	env := append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
	}, s.env...)
	return term.Start(term.Options{Cols: b.cols, Rows: b.rows, Env: env, Dir: home}, s.path, s.args...)
}

// stop ends what start started.
func (b *bench) stop(t *term.Terminal) {
	if err := t.Close(); err != nil {
		b.report.note("a program could not be ended: %v", err)
	}
}
