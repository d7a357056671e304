//go:build linux

package work

import (
	"context"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"
)

func guardWorkload() workload {
	return workload{
		name:  "guard",
		about: "보안 프로그램: 파일을 쉬지 않고 검사하면서 CPU를 써요",
		params: append([]param{
			number("threads", 1, 0, 64, "검사하는 스레드 수"),
			number("load", 1, 0.01, 1, "스레드마다 일하는 시간의 비율"),
			word("dir", "/", "검사할 디렉터리"),
		}, common(7200)...),
		values: "scanned_mib_per_s cpu_cores",
		run: func(ctx context.Context, r *run) error {
			g := &guard{threads: r.num("threads"), load: r.num("load"), blocks: blocksBelow(r.word("dir"))}
			g.work(ctx, r)
			return nil
		},
	}
}

// guard goes over the same files again and again, as a scanner looks for one pattern after the other. It keeps what it
// read in memory, so that it is the CPU that it uses, however slow the disk.
type guard struct {
	threads, load func() float64
	blocks        [][]byte
	next, scanned atomic.Uint64 // blocks
}

const (
	blockSize = 64 << 10
	maxBlocks = 64
)

// blocksBelow reads the beginnings of ordinary files, leaving out what the kernel makes up. There is always at least
// one block, if need be of zeros.
func blocksBelow(dir string) [][]byte {
	var blocks [][]byte
	//nolint:errcheck // our function returns no error of its own
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // a directory that can't be read is passed over
		}
		if d.IsDir() && (path == "/proc" || path == "/sys" || path == "/dev") {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			if b := readBlock(path); len(b) > 0 {
				blocks = append(blocks, b)
			}
		}
		if len(blocks) == maxBlocks {
			return filepath.SkipAll
		}
		return nil
	})
	if len(blocks) == 0 {
		blocks = [][]byte{make([]byte, blockSize)}
	}
	return blocks
}

func readBlock(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, blockSize))
	if err != nil {
		return nil
	}
	return b
}

func (g *guard) work(ctx context.Context, r *run) {
	go func() {
		for i := 0; ctx.Err() == nil; {
			changed := r.changed()
			allowThreads(int(g.threads()))
			for ; i < int(g.threads()); i++ {
				go g.scan(ctx, i)
			}
			select {
			case <-ctx.Done():
			case <-changed:
				i = min(i, int(g.threads()))
			}
		}
	}()
	var bytes uint64
	for _, b := range g.blocks {
		bytes += uint64(len(b))
	}
	average := float64(bytes) / float64(len(g.blocks)) / mib
	r.everyWindow(ctx, func(took time.Duration) map[string]float64 {
		return map[string]float64{"scanned_mib_per_s": round(float64(g.scanned.Swap(0)) * average / took.Seconds())}
	})
}

// scan is one thread of the guard.
func (g *guard) scan(ctx context.Context, i int) {
	const patterns = 32
	runtime.LockOSThread()
	worked, last := time.Duration(0), threadCPU()
	for ctx.Err() == nil && i < int(g.threads()) {
		block := g.blocks[g.next.Add(1)%uint64(len(g.blocks))]
		for p := range uint32(patterns) {
			keep(uint64(crc32.Update(p, crc32.IEEETable, block)))
		}
		g.scanned.Add(1)
		now := threadCPU()
		worked, last = g.rest(worked+now-last), now
	}
}

// rest sleeps off the part of the time in which this thread is not to work.
func (g *guard) rest(worked time.Duration) time.Duration {
	const slice = 20 * time.Millisecond
	load := g.load()
	if load >= 1 {
		return 0
	}
	if worked < time.Duration(load*float64(slice)) {
		return worked
	}
	pause(time.Now().Add(time.Duration(float64(worked) * (1 - load) / load)))
	return 0
}
