//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"
)

func prepareOutput(*os.File) (undo func()) { return func() {} }

// resized calls f each time the terminal's size may have changed, until stop is called.
func resized(f func()) (stop func()) {
	winch := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(winch, syscall.SIGWINCH)
	go func() {
		for {
			select {
			case <-winch:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(winch); close(done) }
}
