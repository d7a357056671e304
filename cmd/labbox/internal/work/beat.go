//go:build linux

package work

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

func idleWorkload() workload {
	return workload{
		name:   "idle",
		about:  "아무 일도 하지 않고 떠 있어요",
		params: common(86_400),
		values: "up_s cpu_cores",
		run: func(ctx context.Context, r *run) error {
			begin := time.Now()
			r.everyWindow(ctx, func(time.Duration) map[string]float64 {
				return map[string]float64{"up_s": round(time.Since(begin).Seconds())}
			})
			return nil
		},
	}
}

func beatWorkload() workload {
	return workload{
		name:  "beat",
		about: "1초에 한 번 살아 있다고 말하는 작은 프로그램. CPU와 메모리를 조금 써요",
		params: append([]param{
			number("cost_ms", 40, 0, 1000, "1초에 쓰는 CPU 시간(ms)"),
			number("mem_mib", 8, 0, 256, "차지하는 메모리(MiB)"),
		}, common(86_400)...),
		values: "beats held_mib cpu_cores",
		run:    runBeat,
	}
}

// runBeat spreads its work over the second, so that a chart of its CPU time shows a line and not a comb.
func runBeat(ctx context.Context, r *run) error {
	const parts = 10
	cost := r.num("cost_ms")
	h := &hog{most: r.num("mem_mib")}
	h.pace = func() float64 { return 64 }
	go h.grow(ctx)
	go func() {
		runtime.LockOSThread()
		for sleep(ctx, time.Second/parts) {
			burn(time.Duration(cost() / parts * float64(time.Millisecond)))
		}
	}()
	go func() {
		for n := 1; ; n++ {
			fmt.Fprintf(r.out, "두근 %d\n", n)
			if !sleep(ctx, time.Second) {
				return
			}
		}
	}()
	begin := time.Now()
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		beats := int(time.Since(begin).Seconds()) + 1
		return map[string]float64{"beats": float64(beats), "held_mib": float64(h.held.Load())}
	})
	return nil
}
