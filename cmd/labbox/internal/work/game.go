//go:build linux

package work

import (
	"context"
	"runtime"
	"sync"
	"time"
)

func gameWorkload() workload {
	return workload{
		name:  "game",
		about: "게임: 1초에 fps장의 화면을 그려요. 스레드마다 한 장에 CPU를 cost_ms만큼 써요",
		params: append([]param{
			number("fps", 60, 1, 240, "1초에 그릴 화면 수"),
			number("cost_ms", 4, 0, 1000, "화면 한 장에 스레드 하나가 쓰는 CPU 시간(ms)"),
			number("threads", 1, 1, 64, "화면 한 장을 함께 그리는 스레드 수"),
		}, common(7200)...),
		values: "rate_per_s(그린 화면) frames_missed_per_s(놓친 화면) p50_ms p99_ms(한 장이 걸린 시간) cpu_cores",
		run: func(ctx context.Context, r *run) error {
			newGame(r).work(ctx, r)
			return nil
		},
	}
}

// game draws frames. Frame k is due at k/fps and has until (k+1)/fps; its time counts from when it was due, so a late
// start counts too. Frames whose time passed while an earlier one was drawn are missed, not drawn late.
type game struct {
	fps, cost, threads func() float64

	mu            sync.Mutex
	times         histogram
	drawn, missed uint64
}

func newGame(r *run) *game {
	return &game{fps: r.num("fps"), cost: r.num("cost_ms"), threads: r.num("threads")}
}

func (g *game) work(ctx context.Context, r *run) {
	go g.loop(ctx)
	r.everyWindow(ctx, g.measure)
}

// artist is one further thread: it draws its part of a frame for each word on begin.
type artist struct{ begin chan time.Duration }

func (g *game) loop(ctx context.Context) {
	runtime.LockOSThread()
	coarse()
	var team []artist
	done := make(chan struct{}, 64)
	due, fps := time.Now(), 0.0
	for ctx.Err() == nil {
		if f := g.fps(); f != fps {
			fps, due = f, time.Now()
		}
		team = resize(team, int(g.threads())-1, done)
		frame := time.Duration(float64(time.Second) / fps)
		pause(due)
		g.draw(team, done)
		now := time.Now()
		took := now.Sub(due)
		over := uint64(took / frame) // whole frames that passed meanwhile
		g.record(took, over)
		due = due.Add(time.Duration(over+1) * frame)
	}
	resize(team, 0, done)
}

// draw has every thread do its part, and waits for the last.
func (g *game) draw(team []artist, done <-chan struct{}) {
	cost := time.Duration(g.cost() * float64(time.Millisecond))
	for _, a := range team {
		a.begin <- cost
	}
	burn(cost)
	for range team {
		<-done
	}
}

// resize brings the team to n threads.
func resize(team []artist, n int, done chan<- struct{}) []artist {
	for len(team) > n {
		close(team[len(team)-1].begin)
		team = team[:len(team)-1]
	}
	if len(team) < n {
		allowThreads(n + 1)
	}
	for len(team) < n {
		a := artist{begin: make(chan time.Duration, 1)}
		go func() {
			runtime.LockOSThread()
			for cost := range a.begin {
				burn(cost)
				done <- struct{}{}
			}
		}()
		team = append(team, a)
	}
	return team
}

func (g *game) record(took time.Duration, missed uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.times.record(took)
	g.drawn++
	g.missed += missed
}

func (g *game) measure(took time.Duration) map[string]float64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	values := map[string]float64{
		"rate_per_s":          perSecond(g.drawn, took),
		"frames_missed_per_s": perSecond(g.missed, took),
	}
	if g.times.n > 0 {
		values["p50_ms"] = round(ms(g.times.quantile(0.50)))
		values["p99_ms"] = round(ms(g.times.quantile(0.99)))
	}
	g.times.reset()
	g.drawn, g.missed = 0, 0
	return values
}
