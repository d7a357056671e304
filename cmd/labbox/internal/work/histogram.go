//go:build linux

package work

import (
	"math/bits"
	"time"
)

// The buckets of a histogram are log-linear: subBuckets to each power of two of microseconds, so that a quantile is
// wrong by at most 1/subBuckets of its value and recording allocates nothing.
const (
	subBits    = 6
	subBuckets = 1 << subBits
	octaves    = 34 // up to about 19 hours
)

type histogram struct {
	counts [octaves * subBuckets]uint32
	n      uint64
}

func bucket(d time.Duration) int {
	us := uint64(max(d, 0) / time.Microsecond)
	if us < subBuckets {
		return int(us)
	}
	shift := bits.Len64(us) - 1 - subBits
	i := (shift+1)*subBuckets + int(us>>shift) - subBuckets
	return min(i, octaves*subBuckets-1)
}

// lowest is the smallest duration that falls into bucket i.
func lowest(i int) time.Duration {
	if i < subBuckets {
		return time.Duration(i) * time.Microsecond
	}
	shift := i/subBuckets - 1
	return time.Duration(uint64(i%subBuckets+subBuckets)<<shift) * time.Microsecond
}

func (h *histogram) record(d time.Duration) {
	h.counts[bucket(d)]++
	h.n++
}

// quantile returns the duration below or at which the share q of all records lies (the middle of its bucket).
func (h *histogram) quantile(q float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	want := uint64(q * float64(h.n))
	if float64(want) < q*float64(h.n) || want == 0 {
		want++
	}
	var seen uint64
	for i, c := range h.counts {
		seen += uint64(c)
		if seen >= want {
			return (lowest(i) + lowest(i+1)) / 2
		}
	}
	return 0
}

func (h *histogram) reset() { *h = histogram{} }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
