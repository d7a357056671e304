//go:build unix

package workshop

import (
	"os"
	"os/signal"
	"syscall"
)

// watchSize tells each time the terminal's size may have changed, until done.
func watchSize(_ *os.File, changed chan<- struct{}, done <-chan struct{}) {
	winch := make(chan os.Signal, 1)
	signal.Notify(winch, syscall.SIGWINCH)
	defer signal.Stop(winch)
	defer close(changed)
	for {
		select {
		case <-winch:
			changed <- struct{}{}
		case <-done:
			return
		}
	}
}
