//go:build linux

package shell_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/labbox/internal/labboxtest"
)

func TestScripts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script, want string
		code         int
	}{
		{`echo hi`, "hi", 0},
		{`echo a b | tr ' ' '\n' | wc -l`, "2", 0},
		{`false; echo $?`, "1", 0},
		{`nosuch; echo $?`, "sh: nosuch: command not found\n127", 0},
		{`/etc/passwd; echo $?`, "sh: /etc/passwd: Permission denied\n126", 0},
		{`./nosuch; echo $?`, "sh: ./nosuch: No such file or directory\n127", 0},
		{`/tmp; echo $?`, "sh: /tmp: Is a directory\n126", 0},
		{`exit 3`, "", 3},
		{`false`, "", 1},
		{`true && false || exit 9`, "", 9},
		{`set -e; false; echo no`, "", 1},
		{`trap 'echo bye' EXIT; echo hi`, "hi\nbye", 0},
		{`f() { echo "$1-$2"; return 4; }; f a b; echo $?`, "a-b\n4", 0},
		{`x=$(echo one; echo two); echo "$x"`, "one\ntwo", 0},
		{"cat <<E\na $((1+2))\nE", "a 3", 0},
		{`for i in 1 2 3; do echo $i; done | tail -1`, "3", 0},
		{`echo err >&2; echo out`, "err\nout", 0},
		{`echo x > f; echo y >> f; cat < f`, "x\ny", 0},
		{`sleep 0 & wait $!; echo $?`, "0", 0},
		{`sh -c 'exit 7' & wait $!; echo $?`, "7", 0},
		{`(exit 3) & wait %1; echo $?`, "3", 0},
		{`sleep 1000 & kill $!; wait $!; echo $?`, "143", 0},
		{`sleep 1000 & kill -9 $!; wait $!; echo $?`, "137", 0},
		{`sleep 1000 & kill -s INT %1; wait; echo done`, "done", 0},
		{`for i in 1 2 3; do echo $i & done; wait`, "", -1},
		{`(while :; do :; done) & kill %1; wait; echo over`, "over", 0},
		{`f() { sleep 1000 & }; f; kill $!; wait $!; echo $?`, "143", 0},
		{`sleep 0.1 & a=$!; sleep 0.1 & test $a != $! && wait && echo two`, "two", 0},
		{`wait 99999; echo $?`, "sh: wait: pid 99999 is not a child of this shell\n127", 0},
		{`ulimit -n 64; ulimit -n; sh -c 'ulimit -n'`, "64\n64", 0},
		{`umask 027; touch m; stat -c %a m; umask`, "640\n0027", 0},
		{`fg`, "sh: fg: no job control", 1},
		{`echo $(echo $$) | grep -c '^[0-9]*$'`, "1", 0},
		{`echo 'unterminated`, "sh: 1:6: reached EOF without closing quote `'`", 2},
	} {
		t.Run(c.script, func(t *testing.T) {
			t.Parallel()
			got, code := labboxtest.Shell(t, "", c.script)
			if c.code == -1 { // order is up to the scheduler
				if strings.Count(got, "\n") != 2 || code != 0 {
					t.Errorf("%q, status %d", got, code)
				}
				return
			}
			if got != c.want || code != c.code {
				t.Errorf("printed %q with status %d, want %q with %d", got, code, c.want, c.code)
			}
		})
	}
}

func TestScriptFileGetsItsArguments(t *testing.T) {
	t.Parallel()
	cmd := labboxtest.Command(t, "sh", "script", "a b", "c")
	script := "echo $0 $# \"$1\" $2\nexit 5\n"
	if err := os.WriteFile(filepath.Join(cmd.Dir, "script"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	out, _ := cmd.CombinedOutput()
	if string(out) != "script 2 a b c\n" || cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("%q, status %d", out, cmd.ProcessState.ExitCode())
	}
	// Without #! the kernel refuses it; the shell runs it all the same.
	got, code := labboxtest.Shell(t, cmd.Dir, "./script x; echo $?")
	if got != "./script 1 x\n5" || code != 0 {
		t.Errorf("./script: %q, status %d", got, code)
	}
}

// The rest of standard input belongs to the program that the script starts.
func TestScriptFromStandardInputTakesNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	cmd := labboxtest.Command(t, "sh")
	cmd.Stdin = strings.NewReader("read x\nfirst line\necho got $x\ncat\nthe rest\nof it\n")
	out, err := cmd.CombinedOutput()
	if want := "got first line\nthe rest\nof it\n"; string(out) != want || err != nil {
		t.Errorf("%q (%v), want %q", out, err, want)
	}
}

func TestArgumentsOfMinusC(t *testing.T) {
	t.Parallel()
	out, err := labboxtest.Command(t, "sh", "-c", "echo $0 $1 $#\n", "name", "one", "two").CombinedOutput()
	if string(out) != "name one 2\n" || err != nil {
		t.Errorf("%q (%v)", out, err)
	}
	out, _ = labboxtest.Command(t, "sh", "-ec", "false\necho no\n").CombinedOutput()
	if len(out) > 0 {
		t.Errorf("-e: %q", out)
	}
}

// "sh -c PROGRAM" becomes the program, as other shells do, so that it is the process an engine started.
func TestSimpleCommandReplacesTheShell(t *testing.T) {
	t.Parallel()
	cmd := labboxtest.Command(t, "sh", "-c", "sleep 1000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	last := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		data, err := os.ReadFile(filepath.Join("/proc", itoa(cmd.Process.Pid), "cmdline"))
		if err != nil {
			t.Fatal(err)
		}
		if last = string(data); last == "sleep\x001000\x00" {
			return
		}
	}
	t.Errorf("the process is %q", last)
}
