//go:build linux

package shell_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestStopContinueKill(t *testing.T) {
	c := open(t)
	c.send("sleep 1000\r")
	c.waitFor("sleep to run", func() bool { return len(c.running("sleep")) == 1 })
	c.send("\x1a")
	c.expect(`\[1\]\+ +Stopped +sleep 1000`)
	c.prompt()
	c.run("jobs", `\[1\]\+ +Stopped +sleep 1000\n`)
	c.run("bg", `\[1\]\+ sleep 1000 &\n`)
	c.run("jobs -l", `\[1\]\+ +[0-9]+ Running +sleep 1000 &\n`)
	c.send("fg\r")
	c.expect(`sleep 1000\n`)
	c.send("\x1a")
	c.expect(`Stopped +sleep 1000`)
	c.prompt()
	c.run("kill %1; wait %1; echo $?", `143\n`)
	c.waitFor("sleep to end", func() bool { return len(c.running("sleep")) == 0 })
}

func TestCtrlCEndsTheWholeStatement(t *testing.T) {
	c := open(t)
	for _, line := range []string{
		"sleep 1000",
		"sleep 1000 | cat",
		"sleep 1000; sleep 1000; echo no",
		"while true; do sleep 1000; done",
		"for i in 1 2 3; do sleep 1000; echo no; done; echo no",
	} {
		c.send(line + "\r")
		c.waitFor(line, func() bool { return len(c.running("sleep")) == 1 })
		c.send("\x03")
		c.prompt()
		c.waitFor("sleep to end", func() bool { return len(c.running("sleep")) == 0 })
	}
	c.send("while :; do :; done\r") // nothing but the shell itself to interrupt
	c.expect(`done\n`)
	c.send("\x03")
	c.prompt()
	c.run("echo $?", `130\n`)
}

func TestBackgroundJobHasARealProcessID(t *testing.T) {
	c := open(t)
	c.send("sleep 1000 &\r")
	pid := strings.TrimPrefix(c.expect(`\[1\] [0-9]+`), "[1] ")
	c.prompt()
	c.waitFor("the kernel to know a sleep of that number", func() bool {
		got := c.running("sleep")
		return len(got) == 1 && got[0] == pid+" "+pid
	})
	c.run("echo =$!=", `=`+pid+`=\n`)
	c.run("kill $!", ``)
	c.waitFor("sleep to end", func() bool { return len(c.running("sleep")) == 0 })
	c.run("true", `\[1\]\+ +Terminated +sleep 1000\n|`)
}

// What is typed as one pipeline is one process group, and the terminal's while it runs.
func TestPipelineIsOneProcessGroup(t *testing.T) {
	c := open(t)
	c.send("sleep 1000 | sleep 1000 | sleep 1000\r")
	c.waitFor("three of them", func() bool { return len(c.running("sleep")) == 3 })
	groups := map[string]bool{}
	for _, p := range c.running("sleep") {
		groups[strings.Fields(p)[1]] = true
	}
	if len(groups) != 1 {
		t.Errorf("groups are %v, want one", groups)
	}
	front, err := unix.IoctlGetInt(int(c.pty.Fd()), unix.TIOCGPGRP)
	if err != nil || !groups[itoa(front)] {
		t.Errorf("the terminal belongs to %d (%v), not to %v", front, err, groups)
	}
	c.send("\x03")
	c.prompt()
	if front, err = unix.IoctlGetInt(int(c.pty.Fd()), unix.TIOCGPGRP); err != nil || front != c.cmd.Process.Pid {
		t.Errorf("then it belongs to %d (%v), want the shell %d", front, err, c.cmd.Process.Pid)
	}
}

// The shell catches signals that its children must still die of and stop at.
func TestChildrenIgnoreNoSignal(t *testing.T) {
	c := open(t)
	// Signal 32 belongs to the C library; whether it is ignored is inherited, and no concern of a shell's.
	c.run("grep -E '^Sig(Ign|Blk)' /proc/self/status", `SigBlk:\t0000000000000000\nSigIgn:\t00000000[08]0000000\n`)
}

func TestStoppedStatementLeavesTheShellUsable(t *testing.T) {
	c := open(t)
	c.run("x=before; cd /tmp", ``)
	c.send("sleep 1000\r")
	c.waitFor("sleep to run", func() bool { return len(c.running("sleep")) == 1 })
	c.send("\x1a")
	c.prompt()
	c.run("echo $x $PWD", `before /tmp\n`)
	c.run("kill %1; wait", ``)
	c.send("{ sleep 1000; x=after; }\r")
	c.waitFor("sleep to run", func() bool { return len(c.running("sleep")) == 1 })
	c.send("\x1a")
	c.prompt()
	c.run("echo $? $x", `148 before\n`)
	c.send("exit\r")
	c.expect(`There are stopped jobs`)
	c.send("exit\r")
	<-c.gone
	c.waitFor("sleep to end", func() bool { return len(c.running("sleep")) == 0 })
}

func TestHangulIsTypedAndDeletedByTheLetter(t *testing.T) {
	c := open(t)
	c.send("echo 안녕하세요 여러분\x7f\x7f\x7f친구\r")
	c.expect(`\n안녕하세요 친구\n`)
	c.prompt()
	c.send("echo 가나다라\x1b[D\x1b[D\x7f마\r") // left, left, delete
	c.expect(`\n가마다라\n`)
	c.prompt()
	c.send("cat\r")
	c.waitFor("cat", func() bool { return len(c.running("cat")) == 1 && c.canonical() })
	c.send("컨테이너\r")
	c.expect(`컨테이너\n컨테이너\n`)
	c.send("\x04")
	c.prompt()
}

func TestCompletion(t *testing.T) {
	c := open(t)
	for _, name := range []string{"보고서 1.txt", "other.txt"} {
		if err := os.WriteFile(filepath.Join(c.cmd.Dir, name), []byte("내용\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(c.cmd.Dir, "subdir"), 0o700); err != nil {
		t.Fatal(err)
	}
	c.send("cat 보\t\r")
	c.expect(`\n내용\n`)
	c.prompt()
	c.send("whoa\t\r") // whoami
	c.expect(`\n[a-z0-9-]+\n`)
	c.prompt()
	c.send("cd sub\t\r")
	c.expect(`subdir[#$] `)
	c.send("cat ../ot\t\r")
	c.expect(`\n내용\n`)
	c.prompt()
	c.send("echo $HO\t\r")
	c.expect(`\n/`)
	c.prompt()
}

func TestHistory(t *testing.T) {
	c := open(t)
	c.run("echo first", `first\n`)
	c.run("echo second", `second\n`)
	c.send("\x1b[A\x1b[A\r")
	c.expect(`\nfirst\n`)
	c.prompt()
	c.run("history", `1  echo first\n +2  echo second\n +3  echo first\n`)
	data, err := os.ReadFile(filepath.Join(c.cmd.Dir, ".sh_history"))
	if err != nil || !strings.HasPrefix(string(data), "echo first\necho second\n") {
		t.Errorf("the file holds %q (%v)", data, err)
	}
}

// A full-screen program that dies leaves the terminal as it made it; the shell must not.
func TestTerminalModesAreRestored(t *testing.T) {
	c := open(t)
	c.send("edit text\r")
	c.expect(`\^S`)
	if c.canonical() {
		t.Fatal("the editor did not take the terminal over")
	}
	c.waitFor("the editor", func() bool { return len(c.running("edit")) == 1 })
	pid, err := strconv.Atoi(strings.Fields(c.running("edit")[0])[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Kill(pid, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	c.expect(`Killed`)
	c.prompt()
	c.send("cat\r")
	c.waitFor("cat", func() bool { return len(c.running("cat")) == 1 })
	if !c.canonical() {
		t.Error("cat got a raw terminal")
	}
	c.send("\x04")
	c.prompt()
}

func TestStatementsOverSeveralLines(t *testing.T) {
	c := open(t)
	c.send("for i in 1 2; do\r")
	c.expect(`> `)
	c.send("echo n$i\r")
	c.expect(`> `)
	c.send("done\r")
	c.expect(`n1\nn2\n`)
	c.prompt()
	c.send("echo 'one\r")
	c.expect(`> `)
	c.send("two'\r")
	c.expect(`one\ntwo\n`)
	c.prompt()
	c.run("if; then", `syntax error`)
	c.send("echo abandoned 'x\r")
	c.expect(`> `)
	c.send("\x03")
	c.prompt()
	c.run("echo fine", `fine\n`)
}

func TestEditorWritesWhatWasTyped(t *testing.T) {
	c := open(t)
	path := filepath.Join(c.cmd.Dir, "메모.txt")
	if err := os.WriteFile(path, []byte("첫째 줄\n셋째 줄\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	c.send("edit 메모.txt\r")
	c.expect(`1/2줄`)
	c.send("\x1b[F\r둘째  줄\x1b[D\x1b[D\x7f") // end, new line, left over "줄" and a blank, delete one
	c.expect(`둘째 줄`)
	c.send("\x1b[B\x1b[H\x0b\x15") // down, home, cut the line, paste it
	c.send("\x13")
	c.expect(`저장했어요: 3줄`)
	c.send("\x11")
	c.prompt()
	data, err := os.ReadFile(path)
	if want := "첫째 줄\n둘째 줄\n셋째 줄\n"; err != nil || string(data) != want {
		t.Errorf("the file holds %q (%v), want %q", data, err, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is %v (%v), want as before", info.Mode(), err)
	}
	c.send("vi 메모.txt\r")
	c.expect(`1/3줄`)
	c.send("x\x11")
	c.expect(`저장할까요`)
	c.send("n")
	c.prompt()
	if again, err := os.ReadFile(path); err != nil || string(again) != string(data) {
		t.Errorf("given up, the file holds %q (%v)", again, err)
	}
}
