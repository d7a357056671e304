//go:build linux

package main

import (
	"math"
	"strings"
	"testing"
)

func TestQuantiles(t *testing.T) {
	s := samples{5, 1, 4, 2, 3}
	for q, want := range map[float64]float64{0: 1, 0.5: 3, 0.95: 5, 1: 5} {
		if got := s.quantile(q); got != want {
			t.Errorf("quantile %g is %g, want %g", q, got, want)
		}
	}
	if !math.IsNaN(samples(nil).quantile(0.5)) {
		t.Error("there is a median of nothing")
	}
}

func TestReportFindsBrokenBounds(t *testing.T) {
	var r report
	r.add(row{What: "good", Ours: samples{2}, Floor: samples{1}, Ratio: 2})
	r.add(row{What: "too much", Ours: samples{2.1}, Floor: samples{1}, Ratio: 2})
	r.add(row{What: "too big", Ours: samples{41}, Most: 40})
	r.add(row{What: "never measured", Most: 40})
	if got, want := strings.Join(r.broken(), "; "), "too much ≤ 2 ×; too big ≤ 40; never measured ≤ 40"; got != want {
		t.Errorf("broken: %s; want %s", got, want)
	}
	var table strings.Builder
	r.table(&table)
	if n := strings.Count(table.String(), "MISSED"); n != 3 {
		t.Errorf("%d rows are marked as missed, want 3:\n%s", n, table.String())
	}
}

func TestDocumentIsLongEnough(t *testing.T) {
	path, err := document(t.TempDir(), 20000)
	if err != nil {
		t.Fatal(err)
	}
	text := content(path)
	if n := strings.Count(text, "\n"); n < 20000 || n > 20100 {
		t.Errorf("%d lines", n)
	}
	if !strings.Contains(text[:100], chapter) {
		t.Errorf("it begins %q", text[:100])
	}
}

func TestProcessRow(t *testing.T) {
	for line, want := range map[string]bool{
		"│   12345     1  work beat":        true,
		"│     611     1  /bin/labbox hold": true,
		"│   12345    17  sleep 600":        false,
		"│  호스트    안  명령":                   false,
		"1. 컨테이너를 시작해요":                     false,
	} {
		if processRow().MatchString(line) != want {
			t.Errorf("%s: want %v", line, want)
		}
	}
}
