//go:build linux

package main

import (
	"fmt"
	"syscall"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// started is what one start of a program gave.
type started struct {
	frame, rss, pss, bytes, quit float64 // ms, MB, bytes, ms
}

// limit is how long a program may take for anything before it counts as hung.
const limit = 20 * time.Second

// settle is the silence after which an answer is over.
const settle = 60 * time.Millisecond

// once starts a program, waits for its first picture, and ends it with SIGTERM.
func (b *bench) once(s subject) (started, error) {
	var out started
	t, err := b.start(s)
	if err != nil {
		return out, err
	}
	defer b.stop(t)
	frame, err := firstFrame(t, s)
	if err != nil {
		return out, err
	}
	t.Settle(settle)
	bytes, _ := t.Heard()
	used := t.Usage()
	out = started{frame: frame, rss: megabytes(used.RSS), pss: megabytes(used.PSS), bytes: float64(bytes)}
	asked := time.Now()
	if err := t.Signal(syscall.SIGTERM); err != nil {
		return out, err
	}
	if _, err := t.WaitExit(limit); err != nil {
		return out, fmt.Errorf("%s does not quit: %w", s.name, err)
	}
	out.quit = milliseconds(time.Since(asked))
	return out, nil
}

// firstFrame is the time from exec to the first whole picture, in ms.
func firstFrame(t *term.Terminal, s subject) (float64, error) {
	at := t.Watch(s.ready)
	if err := t.Wait(limit, s.ready); err != nil {
		return 0, fmt.Errorf("%s shows no first picture: %w\n%s", s.name, err, t.Text())
	}
	return milliseconds((<-at).Sub(t.Started())), nil
}

// starts compares k8slab's start with the floor's, as it is where no Docker answers: nothing before the first frame may
// need an engine, and the embedded one is there soon after it.
func (b *bench) starts() error {
	file, err := document(b.dir, 400)
	if err != nil {
		return err
	}
	return b.compareStarts("", b.k8slab(b.noEngine), b.floor(file, 0), 2, 40)
}

// files compares the first screen of a long Markdown file with that of the same file shown as it is.
func (b *bench) files() error {
	file, err := document(b.dir, 20000)
	if err != nil {
		return err
	}
	reader := b.alone("read", file)
	reader.ready = contains(chapter)
	if err := b.compareStarts("20,000 lines: ", reader, b.floor(file, 0), 4, 60); err != nil {
		return err
	}
	down := repeat("pgdown", 40)
	return b.compareKeys("20,000 lines: page down", reader, b.floor(file, 120), down, 1.3)
}

func (b *bench) compareStarts(prefix string, ours, floor subject, frameBound, memoryBound float64) error {
	var frame, rss, pss, quit, bytes [2]samples
	for range b.runs {
		for i, s := range []subject{ours, floor} {
			got, err := b.once(s)
			if err != nil {
				return err
			}
			frame[i], rss[i] = append(frame[i], got.frame), append(rss[i], got.rss)
			pss[i] = append(pss[i], got.pss)
			quit[i], bytes[i] = append(quit[i], got.quit), append(bytes[i], got.bytes)
		}
	}
	b.report.add(row{What: prefix + "first frame", Unit: "ms", Ours: frame[0], Floor: frame[1], Ratio: frameBound})
	b.report.add(row{What: prefix + "memory after it", Unit: "MB", Ours: rss[0], Floor: rss[1], Most: memoryBound})
	b.report.add(row{What: prefix + "the same, shared pages divided", Unit: "MB", Ours: pss[0], Floor: pss[1]})
	b.report.add(row{What: prefix + "output for it", Unit: "bytes", Ours: bytes[0], Floor: bytes[1]})
	b.report.add(row{What: prefix + "quit", Unit: "ms", Ours: quit[0], Floor: quit[1]})
	return nil
}
