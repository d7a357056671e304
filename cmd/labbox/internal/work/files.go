//go:build linux

package work

import (
	"context"
	"os"
	"sync/atomic"
	"time"
)

func filesWorkload() workload {
	return workload{
		name:  "files",
		about: "파일을 많이 열어 두는 프로그램. 열린 파일의 표는 커널에 하나뿐이에요",
		params: append([]param{
			number("count", 500, 0, 4000, "열어 둘 파일 수. 실행 중에 낮추면 닫아요"),
		}, common(600)...),
		values: "open(열어 둔 파일) refused(1: 커널이 더 열어 주지 않음) cpu_cores",
		run:    runFiles,
	}
}

// runFiles opens one and the same file again and again: each time is an entry in the kernel's one table of open files
// (/proc/sys/fs/file-nr), and one in this process's own table, which RLIMIT_NOFILE bounds.
func runFiles(ctx context.Context, r *run) error {
	count := r.num("count")
	var open, refused atomic.Int64
	go func() {
		var held []*os.File
		for {
			changed := r.changed()
			for len(held) > int(count()) {
				_ = held[len(held)-1].Close() // it was only read, so nothing can be lost
				held = held[:len(held)-1]
			}
			refused.Store(0)
			for len(held) < int(count()) {
				f, err := os.Open("/proc/self/exe")
				if err != nil {
					refused.Store(1)
					break
				}
				held = append(held, f)
			}
			open.Store(int64(len(held)))
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
		}
	}()
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		return map[string]float64{"open": float64(open.Load()), "refused": float64(refused.Load())}
	})
	return nil
}
