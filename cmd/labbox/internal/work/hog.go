//go:build linux

package work

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

const (
	mib      = 1 << 20
	pageSize = 4096
)

func hogWorkload() workload {
	return workload{
		name:  "hog",
		about: "메모리를 점점 더 차지하는 프로그램",
		params: append([]param{
			number("mib_per_s", 16, 0, 4096, "1초에 늘어나는 메모리(MiB)"),
			number("max_mib", 256, 0, 8192, "여기까지만 늘어나요(MiB). 실행 중에 낮추면 돌려줘요"),
		}, common(600)...),
		values: "held_mib(차지한 메모리) full(1: 다 차지함) refused(1: 커널이 더 주지 않음) cpu_cores",
		run: func(ctx context.Context, r *run) error {
			h := &hog{pace: r.num("mib_per_s"), most: r.num("max_mib")}
			go h.grow(ctx)
			r.everyWindow(ctx, func(time.Duration) map[string]float64 { return h.measure() })
			return nil
		},
	}
}

// hog maps memory a MiB at a time and writes to each page, for memory that was only asked for costs nothing.
type hog struct {
	pace, most func() float64
	blocks     [][]byte
	held       atomic.Int64 // len(blocks), for the reporter
	refused    atomic.Bool
}

func (h *hog) grow(ctx context.Context) {
	const tick = 10 * time.Millisecond
	want, last := 0.0, time.Now()
	for sleep(ctx, tick) {
		now := time.Now()
		// What could not be held is not owed: after a stand-still it goes on at the same pace.
		step := min(h.pace()*now.Sub(last).Seconds(), h.pace()*0.1+1)
		want, last = min(want+step, h.most()), now
		for len(h.blocks) > int(want) {
			h.release()
		}
		for len(h.blocks) < int(want) && ctx.Err() == nil && h.more() {
		}
		h.held.Store(int64(len(h.blocks)))
	}
}

// more takes one MiB and reports false if the kernel refuses.
func (h *hog) more() bool {
	block, err := unix.Mmap(-1, 0, mib, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	h.refused.Store(err != nil)
	if err != nil {
		return false
	}
	for i := 0; i < len(block); i += pageSize {
		block[i] = 1
	}
	h.blocks = append(h.blocks, block)
	return true
}

func (h *hog) release() {
	last := len(h.blocks) - 1
	_ = unix.Munmap(h.blocks[last]) // it was mapped by more, so this cannot fail
	h.blocks = h.blocks[:last]
}

func (h *hog) measure() map[string]float64 {
	held := float64(h.held.Load())
	return map[string]float64{
		"held_mib": held, "full": flag(held >= float64(int(h.most()))), "refused": flag(h.refused.Load()),
	}
}

// flag is 1 for true: the values of a report are numbers.
func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
