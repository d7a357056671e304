//go:build linux

package work

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/cmd/labbox/internal/threads"
)

func forkbombWorkload() workload {
	return workload{
		name:  "forkbomb",
		about: "포크 폭탄: 프로세스가 프로세스를 계속 만들어요. max개에서 멈춰요",
		params: append([]param{
			number("max", 200, 1, 2000, "만들 수 있는 프로세스 수"),
		}, common(60)...),
		values: "processes(살아 있는 자식) forked(만든 수) refused(커널이 거절한 수) cpu_cores",
		run:    runForkbomb,
	}
}

// runForkbomb is the first process of the bomb. Each process of it forks, and its forks fork, until the allowance that
// all share is used up. They end when the first one does, however it ends.
func runForkbomb(ctx context.Context, r *run) error {
	limit := int64(r.num("max")())
	s, err := newShared(limit)
	if err != nil {
		return fmt.Errorf("포크 폭탄을 준비할 수 없어요: %w", err)
	}
	// Forks whose parent has ended become ours, so that none is left a zombie.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("포크 폭탄을 준비할 수 없어요: %w", err)
	}
	threads.Ready(threads.Enough) // It has to count and to report when its forks have used up the limit.
	if err := light(ctx, s); err != nil {
		return err
	}
	ended := int64(0)
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		ended += reap()
		forked := limit - max(s.left.Load(), 0)
		return map[string]float64{
			"processes": float64(forked - ended), "forked": float64(forked), "refused": float64(s.refused.Load()),
		}
	})
	_ = unix.Close(s.hangup[1])
	for {
		if _, err := unix.Wait4(-1, nil, 0, nil); err != nil && err != unix.EINTR {
			return nil // ECHILD: they are all gone
		}
	}
}

// light makes the first fork, trying again while the kernel refuses.
func light(ctx context.Context, s *shared) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for {
		s.left.Add(-1)
		_, errno := fork(bomb, s)
		if errno == 0 {
			return nil
		}
		s.left.Add(1)
		s.refused.Add(1)
		if !sleep(ctx, 20*time.Millisecond) {
			return fmt.Errorf("커널이 프로세스를 하나도 허락하지 않았어요: %w", errno)
		}
	}
}

// pollfd is the kernel's struct pollfd.
type pollfd struct {
	fd              int32
	events, revents int16
}

// bomb is what each fork does: fork, and let the fork go on in the same loop. It runs without a runtime; see fork.
// When there is nothing left to fork it sleeps until the pipe ends.
//
//go:nosplit
//go:norace
func bomb(s *shared) {
	syscall.RawSyscall(unix.SYS_CLOSE, uintptr(s.hangup[1]), 0, 0)
	const again = 20_000_000 // ns
	nap := int64(0)
	for {
		p := pollfd{fd: int32(s.hangup[0]), events: unix.POLLIN}
		wait := [2]int64{0, nap}
		syscall.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&p)), 1, uintptr(unsafe.Pointer(&wait)), 0, 8, 0)
		if p.revents != 0 {
			exit()
		}
		if s.left.Add(-1) < 0 {
			s.left.Add(1)
			nap = 5 * again
			continue
		}
		_, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
		nap = 0
		if errno != 0 {
			s.left.Add(1)
			s.refused.Add(1)
			nap = again
		}
	}
}
