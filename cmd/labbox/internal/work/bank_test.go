//go:build linux

package work

import (
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// newTestBank has its clock in the test's hands.
func newTestBank(t testing.TB, now time.Time, pairs ...string) *bank {
	t.Helper()
	r, err := newRun(append([]string{"bank"}, pairs...), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return newBank(r, now)
}

// Whatever the worker does, each request that came was served, dropped or still waits, in the order in which it came;
// and as many came as the rate says.
func TestBankLosesNoRequest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		begin := time.Unix(1000, 0)
		now := begin
		b := newTestBank(t, now, "rate=200", "queue=10")
		taken, last := uint64(0), time.Time{}
		for range rapid.IntRange(1, 200).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 200_000).Draw(rt, "us")) * time.Microsecond)
			came, next := b.take(now)
			if came.IsZero() {
				if !next.After(now) {
					rt.Fatalf("idle, but to look again at once")
				}
				continue
			}
			taken++
			if came.After(now) || !came.After(last) {
				rt.Fatalf("took the request of %v at %v, after that of %v", came, now, last)
			}
			last = came
			if waits := uint64(b.len); b.asked != taken+b.dropped+waits {
				rt.Fatalf("%d asked, but %d taken, %d dropped, %d waiting", b.asked, taken, b.dropped, waits)
			}
		}
		b.admit(now)
		if want := uint64(now.Sub(begin) / (5 * time.Millisecond)); b.asked+1 < want || b.asked > want+1 {
			rt.Fatalf("%d requests in %v at 200/s", b.asked, now.Sub(begin))
		}
		if b.len > 10 {
			rt.Fatalf("%d wait in a queue of 10", b.len)
		}
	})
}

// A bank that stands still must not look fast: what waited counts from when it came.
func TestBankCountsWaiting(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	b := newTestBank(t, now, "rate=100", "queue=1000")
	b.take(now)
	now = now.Add(time.Second) // nobody served for a second
	for {
		came, _ := b.take(now)
		if came.IsZero() {
			break
		}
		b.done(came, now)
	}
	v := b.measure(now, time.Second)
	if v["p50_ms"] < 450 || v["p50_ms"] > 550 || v["p99_ms"] < 950 {
		t.Errorf("p50 %v ms, p99 %v ms; 100 requests waited 0 to 1000 ms", v["p50_ms"], v["p99_ms"])
	}
}

// A window without a single answer is told by the age of the request that waits longest.
func TestBankThatServesNobodyIsSlow(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	b := newTestBank(t, now, "rate=10", "queue=100")
	b.take(now)
	v := b.measure(now.Add(3*time.Second), 3*time.Second)
	if v["rate_per_s"] != 0 || v["p99_ms"] < 2500 {
		t.Errorf("rate %v/s, p99 %v ms after 3 s of silence", v["rate_per_s"], v["p99_ms"])
	}
}

func TestBankFollowsItsRate(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	b := newTestBank(t, now, "rate=0")
	if came, next := b.take(now); !came.IsZero() || next.Sub(now) > time.Second {
		t.Fatalf("rate 0: took %v, next look in %v", came, next.Sub(now))
	}
	// Between two looks nothing may come due, however long the rate was 0.
	now = now.Add(time.Hour)
	b.rate = func() float64 { return 1000 }
	b.admit(now)
	b.admit(now.Add(time.Second))
	if b.asked < 990 || b.asked > 1001 {
		t.Errorf("%d requests in a second at 1000/s", b.asked)
	}
}
