//go:build linux

package work

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

func zombieWorkload() workload {
	return workload{
		name:  "zombie",
		about: "끝난 자식을 거두지 않아 좀비 프로세스를 남겨요",
		params: append([]param{
			number("count", 5, 0, 500, "남길 좀비 수. 실행 중에 낮추면 그만큼 거둬요"),
		}, common(600)...),
		values: "zombies refused(커널이 거절한 수) cpu_cores",
		run:    runZombie,
	}
}

// runZombie forks children that end at once, and waits for none of them until it is told to keep fewer.
func runZombie(ctx context.Context, r *run) error {
	s, err := newShared(0)
	if err != nil {
		return fmt.Errorf("좀비를 준비할 수 없어요: %w", err)
	}
	count := r.num("count")
	var kept atomic.Int64
	go func() {
		runtime.LockOSThread()
		for sleep(ctx, 10*time.Millisecond) {
			switch want := int64(count()); {
			case kept.Load() < want:
				if _, errno := fork(func(*shared) {}, s); errno == 0 {
					kept.Add(1)
				} else {
					s.refused.Add(1)
				}
			case kept.Load() > want:
				if pid, _ := unix.Wait4(-1, nil, unix.WNOHANG, nil); pid > 0 {
					kept.Add(-1)
				}
			}
		}
	}()
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		return map[string]float64{"zombies": float64(kept.Load()), "refused": float64(s.refused.Load())}
	})
	return nil
}
