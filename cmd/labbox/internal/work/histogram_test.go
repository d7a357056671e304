//go:build linux

package work

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A quantile is wrong by no more than the width of a bucket: one part in 64, or a microsecond.
func TestQuantileAgreesWithSorting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		us := rapid.SliceOfN(rapid.Int64Range(0, int64(time.Hour/time.Microsecond)), 1, 300).Draw(t, "us")
		q := rapid.SampledFrom([]float64{0.01, 0.5, 0.9, 0.99, 1}).Draw(t, "q")
		var h histogram
		for _, n := range us {
			h.record(time.Duration(n) * time.Microsecond)
		}
		slices.Sort(us)
		rank := int(q * float64(len(us)))
		if float64(rank) < q*float64(len(us)) || rank == 0 {
			rank++
		}
		want := time.Duration(us[rank-1]) * time.Microsecond
		got := h.quantile(q)
		if diff := max(got-want, want-got); diff > want/subBuckets+time.Microsecond {
			t.Fatalf("quantile(%v) of %d records = %v, want %v", q, len(us), got, want)
		}
	})
}

func TestBucketsFollowEachOther(t *testing.T) {
	t.Parallel()
	for i := range octaves*subBuckets - 1 {
		if low := lowest(i); bucket(low) != i {
			t.Fatalf("bucket(lowest(%d)) = %d", i, bucket(low))
		}
		if lowest(i+1) <= lowest(i) {
			t.Fatalf("bucket %d is empty", i)
		}
	}
}
