package labs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
)

// attack is one hostile file: good with one text in it replaced, or a file of its own where old is empty.
type attack struct {
	name, old, new string
	line           int    // at which it is refused
	want           string // in what is said of it
}

func (a attack) file() string {
	if a.old == "" {
		return a.new
	}
	return strings.Replace(good, a.old, a.new, 1)
}

const check = `'"a" in sandbox && sandbox.a.cgroup.cpu_limit <= 0.5'`

// attacks are hostile files of every kind that has been thought of. What once got through stays here.
func attacks() []attack {
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 60), ",") + "]"
	doubled := "[1]"
	for i := range 12 {
		doubled = fmt.Sprintf("[%s].map(x%d, x%d + x%d)[0]", doubled, i, i, i)
	}
	nested := "true"
	for i := range 6 {
		nested = fmt.Sprintf("%s.all(x%d, %s)", list, i, nested)
	}
	actor := func(line string) string { return "    title: 하나\n    " + line }
	many := strings.Repeat("\n      - {that: 'true', else: 가}", 40)
	steps := ""
	for i := range 41 {
		steps += fmt.Sprintf("  - {id: s%d, title: 가, do: [{start: a}], check: [{that: 'true', else: 가}]}\n", i)
	}
	return []attack{
		// YAML as such.
		{"huge", "", good + strings.Repeat("# …\n", 20<<10), 1, "너무 커요"},
		{"deep in brackets", "title: 시험", "title: " + strings.Repeat("[", 3000), 2, "중첩"},
		{"deep in braces over lines", "title: 시험", "title: " + strings.Repeat("{a:\n ", 30), 18, "중첩"},
		{"deep in dashes", "title: 시험", strings.Repeat("- ", 3000) + "x", 2, "중첩"},
		{"deep in question marks", "title: 시험", strings.Repeat("? ", 3000) + "x", 2, "중첩"},
		{"deep by indentation", "title: 시험", "title:\n" + strings.Repeat(" ", 60) + "a: b", 3, "중첩"},
		{"anchor", "title: 시험", "title: &x 시험", 2, "앵커"},
		{"anchor in brackets", "needs: [observe]", "needs: [&x observe]", 3, "앵커"},
		{"anchor under a Korean key", "title: 시험", "한글: &x 시험", 2, "앵커"},
		{"alias bomb", "", "id: a\ntitle: &a [x, x]\nintro: &b [*a, *a]\nneeds: [*b, *b]\n", 2, "앵커"},
		{"alias behind a blank", "title: 시험", "title : *x", 2, "별칭"},
		{"merge key", "    title: 하나", "    <<: {writable: true}", 6, "병합"},
		{"tag", "title: 시험", "title: !!binary aGVsbG8=", 2, "태그"},
		{"two documents", "", good + "---\n" + good, 1, "하나"},
		{"no document", "", "# nothing\n", 1, "하나"},
		{"the same key twice", "title: 시험", "title: 시험\ntitle: 다시", 3, "두 번"},
		{"no UTF-8", "title: 시험", "title: \xff\xfe", 2, "UTF-8"},
		{"a null byte", "title: 시험", "title: a\x00b", 2, "UTF-8"},
		{"an escape sequence", "title: 시험", `title: "\e]52;c;aGk=\a"`, 2, "제어 문자"},
		{"an escape sequence in what is said", "else: 아직이에요.", `else: "\x1b[2J"`, 21, "제어 문자"},
		{"an escape sequence in a command", "command: [work, idle]", `command: [work, "\u009b2J"]`, 7, "제어 문자"},
		{"text that runs backwards", "title: 시험", `title: "a\u202eb"`, 2, "방향"},
		{"a list for a text", "title: 시험", "title: [a]", 2, "올 수 없는"},
		{"a number that is too large", "pids: 32", "pids: 99999999999999999999999", 8, ""},
		// What a sandbox must not be given.
		{"privileges", "    title: 하나", actor("privileged: true"), 7, "privileged"},
		{"capabilities", "    title: 하나", actor("capAdd: [SYS_ADMIN]"), 7, "capAdd"},
		{"capabilities by the name of the API", "    title: 하나", actor("capabilities: [ALL]"), 7, "capabilities"},
		{"host mounts", "    title: 하나", actor("volumes: [/:/host]"), 7, "volumes"},
		{"a mount of the engine's socket", "    title: 하나", actor("mounts: [{source: /var/run/docker.sock}]"), 7, "mounts"},
		{"devices", "    title: 하나", actor("devices: [/dev/kvm]"), 7, "devices"},
		{"another user", "    title: 하나", actor("user: root"), 7, "user"},
		{"no seccomp", "    title: 하나", actor("securityOpt: [seccomp=unconfined]"), 7, "securityOpt"},
		{"system settings", "    title: 하나", actor("sysctls: {kernel.core_pattern: '|/x'}"), 7, "sysctls"},
		{"the host's network", "    title: 하나", actor("network: host"), 7, "network"},
		{"the host's network namespace", "net: a", "net: host", 10, "호스트"},
		{"the host's IPC namespace", "net: a", "ipc: host", 10, "호스트"},
		{"the host's user namespace", "net: a", "user: host", 10, "user"},
		{"the host's mounts", "net: a", "mnt: host", 10, "mnt"},
		{"somebody else's container", "net: a", "net: container:web", 10, "scene"},
		{"an image of somebody else's", "    title: 하나", actor("image: alpine"), 7, "alpine"},
		{"an engine by its address", "    title: 하나", actor("engine: tcp://evil:2375"), 7, "engine"},
		{"a runtime by its path", "    title: 하나", actor("runtime: /tmp/evil"), 7, "runtime"},
		{"options in a runtime", "    title: 하나", actor("runtime: runc --debug"), 7, "runtime"},
		{"a restart policy that outlives", "    title: 하나", actor("restart: unless-stopped"), 7, "restart"},
		{"a hostname that is a path", "    title: 하나", actor("hostname: ../../etc/hostname"), 7, "hostname"},
		{"a variable that is none", "    title: 하나", actor(`env: ["--privileged"]`), 7, "env"},
		{"CPUs that are a path", "cpu: 0.5", `cpus: "0\n../../x"`, 8, "cpus"},
		{"more CPU than there is", "cpu: 0.5", "cpu: .inf", 8, "cpu"},
		{"CPU that is no number", "cpu: 0.5", "cpu: .nan", 8, "cpu"},
		{"more memory than one may have", "memory: 64MiB", "memory: 999999999999GiB", 8, "memory"},
		{"more memory than all may have", "  b:\n", "  c: {limits: {memory: 4GiB}}\n  b:\n", 5, "모두 더해"},
		{"no end of processes", "pids: 32", "pids: -1", 8, "pids"},
		{"a privileged command", "- start: a", "- exec: {sandbox: a, args: [id], privileged: true}", 17, "privileged"},
		{"a command as another user", "- start: a", "- exec: {sandbox: a, args: [id], user: root}", 17, "user"},
		{"a command on the host", "- start: a", "- exec: {sandbox: host, args: [id]}", 17, "host"},
		{"a signal that is none", "- start: a", "- signal: {sandbox: a, signal: '9; rm -rf /'}", 17, "signal"},
		{"a verb that is none", "- start: a", "- run: rm -rf /", 17, "run"},
		{"limits lifted", "{memory: 32MiB}", "{memory: -1}", 18, "memory"},
		// Paths.
		{"an id that is a path", "id: demo", "id: ../demo", 1, "id"},
		{"a file that is none in the image", "steps:\n", "images: {m: {files: {../x: a}}}\nsteps:\n", 11, "절대 경로"},
		{"a file that climbs out", "steps:\n", "images: {m: {files: {/a/../../x: a}}}\nsteps:\n", 11, "절대 경로"},
		{"the lab image itself", "steps:\n", "images: {lab: {files: {/x: a}}}\nsteps:\n", 11, "lab"},
		{"an image by a registry's name", "steps:\n", "images: {evil.example/x: {files: {/x: a}}}\nsteps:\n", 11, "이름"},
		// Expressions.
		{"lists joined and joined", check, "'" + doubled + ".size() > 0'", 20, "+"},
		{"lists of any type joined", check, "'(dyn([1]) + dyn([1])) == [1, 1]'", 20, "+"},
		{"loops in loops", check, "'" + nested + "'", 20, "겹"},
		{"an expression too long", check, "'" + strings.Repeat("true && ", 1000) + "true'", 20, "식"},
		{"an expression too deep", check, "'" + strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200) + "'", 20, "식"},
		{"a function that is none", check, `'env("HOME") == ""'`, 20, "env"},
		{"a variable that is none", check, `'os.environ == ""'`, 20, "os"},
		{"folded over lines", check, "\n          sandbox.a.running &&\n          nobody.knows", 21, "nobody"},
		// Counts.
		{"too many checks", "\n      - that: " + check + "\n        else: 아직이에요.", many, 20, "check"},
		{"too many steps", "steps:\n", "steps:\n" + steps, 12, "steps"},
		{"a text too long", "title: 시험", "title: " + strings.Repeat("가", 4<<10), 2, "길어요"},
		{"waits for ever", "within: 5s", "within: 900h", 22, "within"},
		{"measures for ever", "- start: a", "- measure: {key: a.b, label: 가, value: '1', over: 9m}", 17, "over"},
	}
}

// TestHostileFiles refuses each of them, by file and line and in Korean, and at once.
func TestHostileFiles(t *testing.T) {
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			if a.old != "" && !strings.Contains(good, a.old) {
				t.Fatal("the case spoils nothing")
			}
			began := time.Now()
			_, err := open(a.file())
			var fe *labs.FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %v, want a FileError", err)
			}
			if fe.Line != a.line || !strings.Contains(fe.Msg, a.want) {
				t.Errorf("got %v, want line %d with %q", err, a.line, a.want)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestSlowPatterns fills files with patterns that make careless parsers slow.
func TestSlowPatterns(t *testing.T) {
	for _, pattern := range []string{
		"a: b\n", "- a\n", "'", "\"", "|\n", ": ", "? a\n", "#", "[a]\n", "{a: b}\n", "&a ", "!!a ", "a\n", "\t", "%", "---\n",
		"...\n", "\\", "  a:\n    b\n", "a,", "\"\\u0041\"\n", ">-\n", "가: 나\n",
	} {
		began := time.Now()
		_, err := open("id: a\n" + strings.Repeat(pattern, (24<<10)/len(pattern)))
		if took := time.Since(began); err == nil || took > 20*time.Second {
			t.Errorf("%q took %v: %v", pattern, took, err)
		}
	}
}

// TestExpensiveExpressions evaluates what can be told to be expensive only when it runs. It ends at once, and does not
// hold.
func TestExpensiveExpressions(t *testing.T) {
	digits := strings.Repeat("a", 1200)
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 400), ",") + "]"
	for name, expr := range map[string]string{
		"replacements in replacements": `"` + digits + `".replace("a", "` + digits + `").replace("a", "` + digits + `") != ""`,
		"texts joined in loops":        list + ".map(x, " + list + `.map(y, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").join("")).join("") != ""`,
		"loops":                        list + ".all(x, " + list + ".all(y, x + y > 0))",
		"regexps":                      `"` + digits + `".matches("(a*)*(a*)*(a*)*b") || true`,
		"a wide format":                `["%999999.999999f"].map(f, f.format([1.0])).map(s, s + s + s + s).all(s, s.size() > 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			p, err := open(strings.Replace(good, check, "'"+expr+"'", 1))
			if err != nil {
				t.Logf("refused: %.200v", err)
				return
			}
			began := time.Now()
			for range 10 {
				p.Eval(0, labs.World{})
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("ten evaluations took %v", took)
			}
		})
	}
}

// FuzzParse opens arbitrary files. None may panic or hang; what can be opened stays within what a sandbox may have.
func FuzzParse(f *testing.F) {
	f.Add(good)
	for _, a := range attacks() {
		f.Add(a.file())
	}
	own, err := fs.Glob(ko.FS(), "labs/*.yaml")
	if err != nil || len(own) == 0 {
		f.Fatal("the course has no labs", err)
	}
	for _, name := range own {
		src, err := fs.ReadFile(ko.FS(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := open(src)
		var fe *labs.FileError
		if err != nil {
			if !errors.As(err, &fe) || fe.Line < 1 || fe.Line > 1+strings.Count(src, "\n") {
				t.Errorf("refused without its place: %v", err)
			}
			return
		}
		for name, actor := range p.Scene {
			s := actor.Spec(name)
			if s.Limits.CPU == 0 && s.Limits.CPUs == "" || s.Limits.Memory > 4<<30 || s.Limits.PIDs > 4096 ||
				s.Share.Net == "host" || s.Share.IPC == "host" || s.Network != "" && s.Network != "scene" {
				t.Errorf("%s may have too much: %+v", name, s)
			}
		}
		for i := range p.Steps {
			p.Eval(i, labs.World{})
		}
	})
}
