package sandboxtest

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Patience is how long the suite waits for what must come.
const Patience = 30 * time.Second

// Options tell the suite about the engine under test.
type Options struct {
	// HostProc is a procfs in which the PIDs of sandbox.Status can be looked up: "/proc" where the engine's kernel is the
	// test's own. Empty where it is another machine's.
	HostProc string
	// Left counts what of a session is left in the engine, found without the driver's help. Required.
	Left func(t testing.TB, session string) int
	// Patience replaces the constant on a machine known to be slow. Where K8SLAB_TEST_EMULATED is set it is ten times the
	// constant by itself.
	Patience time.Duration
}

// suite is one run of the contract.
type suite struct {
	driver sandbox.Driver
	opts   Options
}

// Run runs the contract against the driver that connect returns. connect is called once; the driver is closed at the
// end.
func Run(t *testing.T, connect func(t *testing.T) sandbox.Driver, opts Options) {
	t.Helper()
	if opts.Left == nil {
		t.Fatal("Options.Left is required: cleanup must be counted")
	}
	if opts.Patience == 0 {
		opts.Patience = Patience
		if os.Getenv("K8SLAB_TEST_EMULATED") != "" {
			opts.Patience *= 10
		}
	}
	s := &suite{driver: connect(t), opts: opts}
	t.Cleanup(func() {
		if err := s.driver.Close(); err != nil {
			t.Errorf("close driver: %v", err)
		}
	})
	for _, c := range []struct {
		name string
		test func(*testing.T, *suite)
	}{
		{"Info", testInfo},
		{"Image", testImage},
		{"Images", testImages},
		{"Written", testWritten},
		{"Life", testLife},
		{"ExitCode", testExitCode},
		{"Names", testNames},
		{"Invalid", testInvalid},
		{"Journal", testJournal},
		{"Namespaces", testNamespaces},
		{"Processes", testProcesses},
		{"Fences", testFences},
		{"Report", testReport},
		{"Exec", testExec},
		{"ExecStdin", testExecStdin},
		{"ExecTTY", testExecTTY},
		{"ExecResize", testExecResize},
		{"ExecClose", testExecClose},
		{"Update", testUpdate},
		{"Throttle", testThrottle},
		{"OutOfMemory", testOutOfMemory},
		{"OutOfMemoryChild", testOutOfMemoryChild},
		{"TasksLimit", testTasksLimit},
		{"Pause", testPause},
		{"Signal", testSignal},
		{"Restart", testRestart},
		{"Quota", testQuota},
		{"Root", testRoot},
		{"Scene", testScene},
		{"ShareNet", testShareNet},
		{"SharePID", testSharePID},
		{"ShareHost", testShareHost},
		{"Changes", testChanges},
		{"TwoSessions", testTwoSessions},
		{"Close", testClose},
		{"Lacks", testLacks},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, s) })
	}
}

// context is bounded so that a driver that hangs fails its own test and no other.
func (s *suite) context(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 2*s.opts.Patience)
	t.Cleanup(cancel)
	return ctx
}

// can reports whether the driver has an ability. Where it has not, attempt must fail as the contract says.
func (s *suite) can(t testing.TB, a sandbox.Ability, attempt func() error) bool {
	t.Helper()
	reason, lacks := s.driver.Info().Lacks[a]
	if !lacks {
		return true
	}
	if !Korean(reason.Why) {
		t.Errorf("%s is declared missing for no Korean reason: %q", a, reason.Why)
	}
	wantKind(t, attempt(), sandbox.KindUnsupported)
	return false
}

// wantKind checks an error's kind, and that a learner could be shown it.
func wantKind(t testing.TB, err error, kind sandbox.Kind) {
	t.Helper()
	if got := sandbox.KindOf(err); got != kind {
		t.Fatalf("error of kind %q, want %q: %v", got, kind, err)
	}
	var e *sandbox.Error
	if !asError(err, &e) || !Korean(e.What) || !Korean(e.Do) {
		t.Errorf("an error must say in Korean what happened and what to do: %#v", err)
	}
}
