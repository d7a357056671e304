//go:build linux

package main

import (
	"math"
	"slices"
	"time"
)

// samples are measured values of one thing in one unit.
type samples []float64

// quantile is the value below which the share q of the samples lies; NaN without samples.
func (s samples) quantile(q float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
