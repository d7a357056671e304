//go:build linux

package work

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

func fillWorkload() workload {
	return workload{
		name:  "fill",
		about: "디스크를 파일로 채우는 프로그램. 끝나면 만든 파일을 지워요",
		params: append([]param{
			number("mib_per_s", 8, 0, 4096, "1초에 쓰는 양(MiB)"),
			number("max_mib", 64, 0, 4096, "여기까지만 써요(MiB)"),
			word("dir", os.TempDir(), "파일을 만들 디렉터리"),
		}, common(600)...),
		values: "written_mib full(1: 다 씀) refused(1: 자리가 없어서 못 씀) cpu_cores",
		run:    runFill,
	}
}

func runFill(ctx context.Context, r *run) error {
	dir, err := os.MkdirTemp(r.word("dir"), "fill-")
	if err != nil {
		return fmt.Errorf("%s에 파일을 만들 수 없어요. 쓸 수 있는 디렉터리를 dir=로 골라 주세요", r.word("dir"))
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what can't be removed goes with the sandbox
	f := &fill{dir: dir, pace: r.num("mib_per_s"), most: r.num("max_mib"), block: make([]byte, mib)}
	for i := range f.block {
		f.block[i] = byte(i)
	}
	done := make(chan struct{})
	go func() { defer close(done); f.write(ctx) }()
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		n := float64(f.written.Load())
		return map[string]float64{
			"written_mib": n, "full": flag(n >= float64(int(f.most()))), "refused": flag(f.refused.Load()),
		}
	})
	<-done
	return nil
}

// fill writes files of one MiB each.
type fill struct {
	dir        string
	pace, most func() float64
	block      []byte
	written    atomic.Int64 // MiB
	refused    atomic.Bool
}

func (f *fill) write(ctx context.Context) {
	const tick = 10 * time.Millisecond
	want, last := 0.0, time.Now()
	for sleep(ctx, tick) {
		now := time.Now()
		want, last = min(want+f.pace()*now.Sub(last).Seconds(), f.most()), now
		for f.written.Load() < int64(want) && ctx.Err() == nil {
			path := filepath.Join(f.dir, fmt.Sprintf("%05d", f.written.Load()))
			err := os.WriteFile(path, f.block, 0o600)
			f.refused.Store(errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT))
			if err != nil {
				os.Remove(path) //nolint:errcheck // written in part, or not at all
				want = float64(f.written.Load())
				break
			}
			f.written.Add(1)
		}
	}
}
