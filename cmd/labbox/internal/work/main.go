//go:build linux

package work

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// workloads is the table of all workloads, in the order in which the course meets them.
func workloads() []workload {
	return []workload{
		idleWorkload(), beatWorkload(), bankWorkload(), guardWorkload(), gameWorkload(), hogWorkload(),
		forkbombWorkload(), fillWorkload(), zombieWorkload(), filesWorkload(), mailboxWorkload(), mirrorWorkload(),
		crowdWorkload(),
	}
}

// Main is the program "work"; args[0] is its name. It returns the exit code: 2 for a bad command line.
func Main(args []string) int {
	if len(args) < 2 || args[1] == "--help" || args[1] == "-h" || args[1] == "help" {
		usage(os.Stdout)
		return 0
	}
	switch args[1] {
	case "list":
		list(os.Stdout)
		return 0
	case "ctl":
		if len(args) < 3 {
			fmt.Fprintln(os.Stderr, "work: ctl 다음에 이름을 써 주세요. 예: work ctl bank rate=400")
			return 2
		}
		return control(args[2], args[3:], os.Stdout, os.Stderr)
	}
	r, err := newRun(args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintf(os.Stderr, "work: %v.\n", err)
		return 2
	}
	if err := start(r.workload, r); err != nil {
		fmt.Fprintf(os.Stderr, "work: %v.\n", err)
		return 1
	}
	return 0
}

// newRun makes a run of "NAME key=value…".
func newRun(words []string, out io.Writer) (*run, error) {
	all := workloads()
	i := slices.IndexFunc(all, func(w workload) bool { return w.name == words[0] })
	if i < 0 {
		return nil, fmt.Errorf("%q라는 작업은 없어요. work list로 볼 수 있어요", words[0])
	}
	r := &run{workload: all[i], settings: newSettings(all[i].params), out: out}
	pairs := words[1:]
	if end := slices.Index(pairs, "--"); end >= 0 && r.workload.command != nil {
		pairs, r.args = pairs[:end], pairs[end:]
	}
	if err := r.set(pairs, false); err != nil {
		return nil, err
	}
	r.name = r.word("as")
	if r.name == "" {
		r.name = r.workload.name
	}
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(r.name) {
		return nil, errors.New("as에는 영문 소문자와 숫자, '-'를 32자까지 쓸 수 있어요")
	}
	return r, nil
}

func usage(w io.Writer) {
	fmt.Fprint(w, `사용법: work 이름 [설정=값…]
  work list                    실행할 수 있는 작업과 설정을 보여 줘요
  work bank rate=200           작업 하나를 실행해요. 1초마다 JSON 한 줄로 보고해요
  work ctl bank rate=400       실행 중인 작업의 설정을 바꿔요(설정 없이 쓰면 지금 값을 보여 줘요)
  work ctl bank stop           실행 중인 작업을 끝내요
  work crowd -- bank -- game   여러 작업을 한 컴퓨터의 프로그램처럼 함께 실행해요
  work ctl crowd start guard threads=2
`)
}

func list(w io.Writer) {
	for _, wl := range workloads() {
		fmt.Fprintf(w, "%s\n  %s\n", wl.name, wl.about)
		for _, p := range wl.params {
			def := format(p.def)
			if p.isText {
				def = p.text
			}
			fmt.Fprintf(w, "    %-18s %s\n", p.name+"="+def, p.about)
		}
		fmt.Fprintf(w, "  보고: %s\n\n", strings.TrimSpace(wl.values))
	}
}
