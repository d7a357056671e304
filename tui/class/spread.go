package class

import (
	"fmt"
	"slices"
	"strings"
)

// Spread tells in a line how numbers are spread: the least, the median and the greatest.
func Spread(values []float64, unit string) string {
	if len(values) == 0 {
		return "아직 답이 없어요."
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	middle := sorted[n/2]
	if n%2 == 0 {
		middle = (sorted[n/2-1] + sorted[n/2]) / 2
	}
	text := fmt.Sprintf("%d명: 최소 %.4g, 가운데 %.4g, 최대 %.4g %s", n, sorted[0], middle, sorted[n-1], unit)
	return strings.TrimSpace(text)
}
