//go:build linux

package work

import (
	"context"
	"runtime"
	"sync"
	"time"
)

func bankWorkload() workload {
	return workload{
		name:  "bank",
		about: "인터넷 뱅킹: 1초에 rate건의 요청이 들어오고, 한 건에 CPU를 cost_ms만큼 써요",
		params: append([]param{
			number("rate", 200, 0, 20_000, "1초에 들어오는 요청 수"),
			number("cost_ms", 1.5, 0, 1000, "요청 하나에 드는 CPU 시간(ms)"),
			number("workers", 1, 1, 64, "요청을 처리하는 스레드 수"),
			number("queue", 100, 1, maxQueue, "기다릴 수 있는 요청 수(넘치면 거절)"),
		}, common(7200)...),
		values: "rate_per_s(처리) asked_per_s(들어옴) dropped_per_s(거절) p50_ms p99_ms queued(기다리는 중) cpu_cores",
		run: func(ctx context.Context, r *run) error {
			newBank(r, time.Now()).work(ctx, r)
			return nil
		},
	}
}

const maxQueue = 10_000

// bank is an open-loop service: requests come when they are due, whether or not it is ready for them. Nobody generates
// them; whoever takes the next one works out which have come since, and which of these found the queue full. Since the
// queue only shrinks when somebody takes from it, this gives the same queue as a generator would that never was late.
type bank struct {
	rate, cost, queue, workers func() float64

	mu sync.Mutex
	// due is when the next request comes; it lies in the future once admit has run.
	due  time.Time
	gap  time.Duration // between requests, at asked
	rps  float64       // the rate that gap was made from
	ring [maxQueue]time.Time
	head int
	len  int

	latency                histogram
	asked, served, dropped uint64
}

func newBank(r *run, now time.Time) *bank {
	b := &bank{rate: r.num("rate"), cost: r.num("cost_ms"), queue: r.num("queue"), workers: r.num("workers")}
	b.admit(now)
	return b
}

func (b *bank) work(ctx context.Context, r *run) {
	go func() {
		for i := 0; ctx.Err() == nil; {
			changed := r.changed()
			allowThreads(int(b.workers()))
			for ; i < int(b.workers()); i++ {
				go b.serve(ctx, i)
			}
			select {
			case <-ctx.Done():
			case <-changed:
				i = min(i, int(b.workers())) // those above leave by themselves
			}
		}
	}()
	r.everyWindow(ctx, func(took time.Duration) map[string]float64 { return b.measure(time.Now(), took) })
}

// serve is one worker. It has a thread of its own, as the CPU clock asks.
func (b *bank) serve(ctx context.Context, i int) {
	runtime.LockOSThread()
	coarse()
	for ctx.Err() == nil && i < int(b.workers()) {
		came, next := b.take(time.Now())
		if came.IsZero() {
			pause(next)
			continue
		}
		burn(time.Duration(b.cost() * float64(time.Millisecond)))
		b.done(came, time.Now())
	}
}

// take returns when the oldest waiting request came; if none waits, the zero time and when to look again.
func (b *bank) take(now time.Time) (came, next time.Time) {
	const look = 100 * time.Millisecond // in which a changed rate, or the end, is noticed
	b.mu.Lock()
	defer b.mu.Unlock()
	b.admit(now)
	if b.len == 0 {
		next = now.Add(look)
		if b.gap > 0 && b.due.Before(next) {
			next = b.due
		}
		return time.Time{}, next
	}
	came = b.ring[b.head]
	b.head = (b.head + 1) % maxQueue
	b.len--
	return came, time.Time{}
}

// admit lets in all requests that were due by now, or turns them away.
func (b *bank) admit(now time.Time) {
	if rps := b.rate(); rps != b.rps {
		b.rps, b.gap = rps, 0
		if rps > 0 {
			b.gap = time.Duration(float64(time.Second) / rps)
		}
		b.due = now.Add(b.gap)
	}
	if b.gap == 0 {
		return
	}
	room := int(b.queue())
	for ; !b.due.After(now) && b.len < room; b.due = b.due.Add(b.gap) {
		b.ring[(b.head+b.len)%maxQueue] = b.due
		b.len++
		b.asked++
	}
	if late := now.Sub(b.due); late >= 0 {
		n := late/b.gap + 1
		b.asked += uint64(n)
		b.dropped += uint64(n)
		b.due = b.due.Add(n * b.gap) //nolint:durationcheck // n is a count
	}
}

func (b *bank) done(came, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.latency.record(now.Sub(came))
	b.served++
}

// measure closes a window. A window in which nothing was served is told by the age of what waits, for it would be the
// fastest window of all otherwise.
func (b *bank) measure(now time.Time, took time.Duration) map[string]float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.admit(now)
	if b.latency.n == 0 && b.len > 0 {
		b.latency.record(now.Sub(b.ring[b.head]))
	}
	values := map[string]float64{
		"rate_per_s":    perSecond(b.served, took),
		"asked_per_s":   perSecond(b.asked, took),
		"dropped_per_s": perSecond(b.dropped, took),
		"queued":        float64(b.len),
	}
	if b.latency.n > 0 {
		values["p50_ms"] = round(ms(b.latency.quantile(0.50)))
		values["p99_ms"] = round(ms(b.latency.quantile(0.99)))
	}
	b.latency.reset()
	b.asked, b.served, b.dropped = 0, 0, 0
	return values
}
