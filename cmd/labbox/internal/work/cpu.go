//go:build linux

package work

import (
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// threadCPU is the CPU time the calling thread has used (CLOCK_THREAD_CPUTIME_ID). The caller must be locked to its
// thread.
func threadCPU() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}

// processCPU is the CPU time all threads of this process have used.
func processCPU() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}

// spins is the work between two looks at the clock: about two microseconds on a machine of today.
const spins = 1000

func spin(x uint64, n int) uint64 {
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// coarse holds how many spins make a second of CPU time where the CPU clock is too coarse to look at (gVisor counts it
// in ticks of 10 ms), and 0 where the clock is good.
var coarse = sync.OnceValue(func() float64 { //nolint:gochecknoglobals // measured once, and never changed
	const tooCoarse, long = 250 * time.Microsecond, 60 * time.Millisecond
	x := uint64(88172645463325252)
	start := threadCPU()
	first := start
	for first == start {
		x = spin(x, spins)
		first = threadCPU()
	}
	next := first
	for next == first {
		x = spin(x, spins)
		next = threadCPU()
	}
	if next-first < tooCoarse {
		return 0
	}
	n, from := 0, threadCPU()
	for threadCPU()-from < long {
		x = spin(x, spins)
		n++
	}
	keep(x)
	return float64(n) * spins / (threadCPU() - from).Seconds()
})

// keep makes the compiler believe that a result of spinning is used.
//
//go:noinline
func keep(x uint64) uint64 { return x }

// burn uses d of CPU time on the calling thread, which must be locked to its goroutine. Waiting for a CPU does not
// count, as it would not for real work.
func burn(d time.Duration) {
	if d <= 0 {
		return
	}
	if perSecond := coarse(); perSecond > 0 {
		keep(spin(1, int(perSecond*d.Seconds())))
		return
	}
	x, end := uint64(d)|1, threadCPU()+d
	for threadCPU() < end {
		x = spin(x, spins)
	}
	keep(x)
}

// pause sleeps until t in the kernel. time.Sleep would do so through the runtime's poller, whose timeouts are whole
// milliseconds, and that shows in a p99.
func pause(t time.Time) {
	for {
		left := time.Until(t)
		if left <= 0 {
			return
		}
		ts := unix.NsecToTimespec(int64(left))
		// A signal (the runtime's own preemption among them) ends the sleep early; the loop sleeps again.
		_ = unix.Nanosleep(&ts, nil)
	}
}

// allowThreads lets n threads of ours run at once. The Go runtime would otherwise run no more than there are CPUs, and
// eight threads on one CPU would look to the kernel like one, and get one thread's share.
func allowThreads(n int) {
	const spare = 3 // the reporter, the control socket, the collector
	if want := n + spare; runtime.GOMAXPROCS(0) < want {
		runtime.GOMAXPROCS(want)
	}
}
