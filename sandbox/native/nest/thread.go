//go:build linux

package nest

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// aside runs f on a thread that is thrown away afterwards, since it may leave its namespaces.
func aside(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		if unix.Gettid() != os.Getpid() {
			done <- f()
			return
		}
		// The first thread of a process stays. While it waits here, no other goroutine can be given it.
		err := aside(f)
		runtime.UnlockOSThread()
		done <- err
	}()
	return <-done
}

// join moves the calling thread into namespaces. For a PID namespace it is the thread's children that move.
func join(fd int, flag uint64) error { return unix.Setns(fd, int(flag)) }
