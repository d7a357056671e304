package labs_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
)

// good is a small lab that is right; each case of TestFaults spoils one line of it.
const good = `id: demo
title: 시험
needs: [observe]
scene:
  a:
    title: 하나
    command: [work, idle]
    limits: {cpu: 0.5, memory: 64MiB, pids: 32}
  b:
    share: {net: a}
steps:
  - id: one
    title: 시작
    needs: [limit-cpu]
    show: [cgroup]
    do:
      - start: a
      - update: {sandbox: a, limits: {memory: 32MiB}}
    check:
      - that: '"a" in sandbox && sandbox.a.cgroup.cpu_limit <= 0.5'
        else: 아직이에요.
    within: 5s
`

func open(src string) (*labs.Program, error) {
	return labs.Open(fstest.MapFS{"labs/demo.yaml": {Data: []byte(src)}}, "demo")
}

func TestParse(t *testing.T) {
	p, err := open(good)
	if err != nil {
		t.Fatal(err)
	}
	spec := p.Scene["a"].Spec("a")
	if spec.Limits.Memory != 64<<20 || spec.Limits.CPU != 0.5 || spec.Limits.PIDs != 32 {
		t.Errorf("limits of a: %+v", spec.Limits)
	}
	if got := p.Scene["b"].Spec("b").Share.Net; got != "a" {
		t.Errorf("b shares net with %q, want a", got)
	}
	if got := p.Steps[0].Do[1].Update.Limits.Memory; got != 32<<20 {
		t.Errorf("update sets memory to %d", got)
	}
	if got := p.Steps[0].Patience().String(); got != "5s" {
		t.Errorf("patience %s, want 5s", got)
	}
}

func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name, old, new string
		line           int
		want           string
	}{
		{"unknown key", "title: 시험", "tytle: 시험", 2, "tytle"},
		{"privileges can't be asked for", "    title: 하나", "    privileged: true", 6, "privileged"},
		{"host mounts can't be asked for", "    title: 하나", "    mounts: [/:/host]", 6, "mounts"},
		{"unknown ability", "needs: [observe]", "needs: [fly]", 3, "fly"},
		{"a sandbox that is not in the scene", "start: a", "start: c", 17, "c"},
		{"two verbs", "- start: a", "- {start: a, remove: a}", 17, "동사"},
		{"too much memory", "memory: 64MiB", "memory: 64GiB", 8, "memory"},
		{"too little memory", "memory: 64MiB", "memory: 1KiB", 8, "memory"},
		{"nonsense memory", "memory: 64MiB", "memory: lots", 8, "memory"},
		{"misspelt field in a check", "cgroup.cpu_limit", "cgroup.cpulimit", 20, "cpulimit"},
		{"a check that is no condition", `'"a" in sandbox && sandbox.a.cgroup.cpu_limit <= 0.5'`, `'1 + 1'`, 20, "참이나 거짓"},
		{"a check that says nothing while false", "        else: 아직이에요.\n", "", 20, "else"},
		{"sharing with nobody", "net: a", "net: zzz", 10, "zzz"},
		{"anchor", "title: 시험", "title: &x 시험", 2, "앵커"},
		{"alias", "title: 시험", "title: *x", 2, "별칭"},
		{"deep nesting", "title: 시험", "title: " + strings.Repeat("[", 30) + strings.Repeat("]", 30), 2, "중첩"},
		{"waits forever", "within: 5s", "within: 900h", 22, "within"},
		{"escapes by its name", "id: demo", "id: ../demo", 1, "id"},
		{"panel that is not there", "show: [cgroup]", "show: [stars]", 15, "show"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := strings.Replace(good, tc.old, tc.new, 1)
			if src == good {
				t.Fatal("the case spoils nothing")
			}
			_, err := open(src)
			var fe *labs.FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %v, want a FileError", err)
			}
			if fe.Line != tc.line || !strings.Contains(fe.Msg, tc.want) {
				t.Errorf("got %v, want line %d with %q", err, tc.line, tc.want)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := open(good + strings.Repeat("# …\n", 40<<10)); err == nil {
		t.Error("a file of 200 KiB was accepted")
	}
}

func TestMissingLab(t *testing.T) {
	for _, id := range []string{"nope", "../course", "a/b", ""} {
		if _, err := labs.Open(ko.FS(), id); err == nil {
			t.Errorf("%q was opened", id)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := labs.Open(ko.FS(), "terms"); err != nil {
			b.Fatal(err)
		}
	}
}
