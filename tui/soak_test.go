package tui_test

import (
	"runtime"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// hour is how many observations a lab makes in an hour at 5 Hz.
const hour = 18_000

// What the second half of the hour may add, in bytes of heap and in goroutines. Half an hour of five leaks a second, of
// 64 bytes each, is more than this.
const (
	mostHeap       = 512 << 10
	mostGoroutines = 2
)

// TestSoak has a live lab seen for as many observations as an hour brings, without waiting in between: between the middle
// and the end, neither the heap nor the number of goroutines may grow.
func TestSoak(t *testing.T) {
	e := newEngine()
	a := start(t, e, 120, 36)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("work beat", "▸ 2")
	patience := time.NewTimer(5 * time.Minute)
	defer patience.Stop()
	seen := 0
	soak := func(until int) (heap int64, goroutines int) {
		for seen < until {
			seen++
			e.change(func() { busier(e, seen) })
			select {
			case msg := <-a.msgs:
				a.send(msg)
			case <-patience.C:
				t.Fatalf("no observation arrived after %d", seen)
			}
		}
		var m runtime.MemStats
		for range 3 { // what finalizers free goes with the next collection
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc), runtime.NumGoroutine() //nolint:gosec // far less than 8 EiB
	}
	soak(hour / 10) // the charts have all the past that they keep
	heap, goroutines := soak(hour / 2)
	heapAtEnd, goroutinesAtEnd := soak(hour)
	t.Logf("heap %d → %d bytes, goroutines %d → %d", heap, heapAtEnd, goroutines, goroutinesAtEnd)
	if grown := heapAtEnd - heap; grown > mostHeap {
		t.Errorf("the heap grew by %d bytes in half an hour", grown)
	}
	if grown := goroutinesAtEnd - goroutines; grown > mostGoroutines {
		t.Errorf("there are %d more goroutines after half an hour", grown)
	}
	a.wellFormed()
}

// busier makes the container have used more; at times it is throttled, and its memory goes up and down.
func busier(e *engine, n int) {
	v := e.boxes["first"]
	group := *v.Cgroup
	group.CPU.UsageSeconds += 0.05
	group.CPU.Periods += 2
	group.CPU.ThrottledPeriods += uint64(n % 3) //nolint:gosec // it counts up
	group.Memory.UsageBytes = int64(3+n%5) << 20
	v.Cgroup = &group
	e.boxes["first"] = v
}
