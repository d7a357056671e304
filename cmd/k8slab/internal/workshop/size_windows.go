package workshop

import (
	"os"
	"time"
)

// looking is how often the size is looked at, since no signal tells of it here.
const looking = time.Second

// watchSize tells each time the terminal's size may have changed, until done.
func watchSize(_ *os.File, changed chan<- struct{}, done <-chan struct{}) {
	defer close(changed)
	t := time.NewTicker(looking)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			changed <- struct{}{}
		case <-done:
			return
		}
	}
}
