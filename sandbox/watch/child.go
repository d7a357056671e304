package watch

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"
)

// Sweeper carries out duties of one kind. It may be called for several duties at once.
type Sweeper func(ctx context.Context, data json.RawMessage) error

// limit bounds the watcher's last work. An engine that does not answer for so long is left to the next start.
const limit = 60 * time.Second

// Main is the watcher's process: it reads duties from standard input until that ends, carries out those that are left,
// and returns the exit status. Call it before anything else is set up.
func Main(sweepers map[string]Sweeper) int {
	signal.Ignore(hangups()...)
	left := read(os.Stdin)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if !carryOut(ctx, left, sweepers) {
		return 1
	}
	return 0
}

// read keeps the duties that have not been taken back when the stream ends. A last line that was cut short by the
// program's death was about something that it had not made yet.
func read(r io.Reader) []Duty {
	duties := map[string]Duty{}
	in := bufio.NewReaderSize(r, 4096)
	for {
		line, err := in.ReadBytes('\n')
		var d Duty
		if string(line) == nothingLeft {
			clear(duties)
		}
		if json.Unmarshal(line, &d) == nil && d.Key != "" {
			if d.Done {
				delete(duties, d.Key)
			} else {
				duties[d.Key] = d
			}
		}
		if err != nil {
			return slices.SortedFunc(maps.Values(duties), func(a, b Duty) int { return strings.Compare(a.Key, b.Key) })
		}
	}
}

// carryOut does all duties side by side, each again while it fails and there is time, and reports whether all were done.
func carryOut(ctx context.Context, duties []Duty, sweepers map[string]Sweeper) bool {
	var wg sync.WaitGroup
	done := make([]bool, len(duties))
	for i, d := range duties {
		wg.Go(func() {
			for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
				if done[i] = d.carryOut(ctx, sweepers); done[i] {
					return
				}
				select {
				case <-time.After(pause):
				case <-ctx.Done():
					return
				}
			}
		})
	}
	wg.Wait()
	return !slices.Contains(done, false)
}

func (d Duty) carryOut(ctx context.Context, sweepers map[string]Sweeper) bool {
	ok := true
	for _, f := range d.Files {
		ok = os.RemoveAll(f) == nil && ok
	}
	if sweep := sweepers[d.Kind]; sweep != nil {
		ok = sweep(ctx, d.Data) == nil && ok
	}
	return ok
}
