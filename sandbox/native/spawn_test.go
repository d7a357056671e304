//go:build linux

package native

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// spawnOne has the keeper fork a sandbox outside of any session, and returns its answer and what waits for its end.
func spawnOne(t *testing.T, d *Driver, m nest.Spawn) (spawned, func() int) {
	t.Helper()
	conn, theirs, err := nest.Pair()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan unix.WaitStatus, 1)
	m.ID, m.Users, m.Groups = t.Name(), 1, 1
	m.Flags = unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC
	if d.ids != nil {
		m.Flags |= unix.CLONE_NEWUSER
		m.Users, m.Groups = d.ids.size, d.ids.size
	}
	m.Config.OwnNet, m.Config.OwnIPC, m.Config.NoFile = true, true, 64
	answer, err := d.keeper.spawn(t.Context(), m, []*os.File{theirs, null, null}, func(ws unix.WaitStatus) { ended <- ws })
	_, _ = theirs.Close(), null.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeFiles(answer.files) })
	return answer, func() int { return exitCode(<-ended) }
}

// A sandbox that is to be moved to its control group first does nothing before it has been.
func TestWaitsToBeMoved(t *testing.T) {
	d := connect(t)
	answer, end := spawnOne(t, d, nest.Spawn{Move: true, Config: nest.Config{Args: []string{"/bin/sh", "-c", "exit 6"}}})
	if answer.Placed {
		t.Error("it says that it is where it was never told to be")
	}
	select {
	case m := <-answer.became:
		t.Fatalf("it went on: %+v", m)
	default:
	}
	d.keeper.begin(t.Name())
	m := <-answer.became
	if m.Fault != nil {
		t.Fatal(m.Fault)
	}
	var names []string
	for _, c := range m.Calls {
		names = append(names, c.What)
	}
	all := strings.Join(names, ", ")
	for _, want := range []string{"mount(/proc)", "setns", "pivot_root", "capset(0)", "seccomp", "execve(labbox hold)"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not among %s", want, all)
		}
	}
	if code := end(); code != 6 {
		t.Errorf("exit code %d, want 6", code)
	}
}

// What fails on the way is told with the step that failed, and leaves no process.
func TestFaultOfAStep(t *testing.T) {
	d := connect(t)
	for step, config := range map[string]nest.Config{
		"sethostname":    {Hostname: strings.Repeat("h", 100)},
		"mount(/proc/…)": {Proc: "what?"},
	} {
		answer, end := spawnOne(t, d, nest.Spawn{Config: config})
		m := <-answer.became
		if m.Fault == nil || m.Fault.Step != step || !errors.Is(m.Fault, unix.EINVAL) {
			t.Errorf("%s: %+v", step, m.Fault)
		}
		if code := end(); code == 0 {
			t.Errorf("%s: it ended well", step)
		}
	}
}

// A sandbox that is killed while it is being made is nobody's to wait for.
func TestKilledBeforeItBegins(t *testing.T) {
	d := connect(t)
	answer, end := spawnOne(t, d, nest.Spawn{Move: true})
	if err := unix.PidfdSendSignal(int(answer.files[0].Fd()), unix.SIGKILL, nil, 0); err != nil {
		t.Fatal(err)
	}
	d.keeper.begin(t.Name())
	if m := <-answer.became; m.Fault == nil {
		t.Error("it became something")
	}
	if code := end(); code != killed {
		t.Errorf("exit code %d", code)
	}
}
