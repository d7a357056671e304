//go:build linux

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/mattn/go-runewidth"
)

// row is one thing measured, of k8slab and of what it is compared with.
type row struct {
	What string `json:"what"`
	Unit string `json:"unit"`
	// Ours and Floor are all values; what is compared is their Quantile, the median if 0.
	Ours     samples `json:"ours"`
	Floor    samples `json:"floor,omitempty"`
	Quantile float64 `json:"quantile,omitempty"`
	// Base says what Floor is of, if not the floor.
	Base string `json:"base,omitempty"`
	// Ratio and Most bound ours as a multiple of the floor, and absolutely; 0 is no bound.
	Ratio float64 `json:"ratioBound,omitempty"`
	Most  float64 `json:"bound,omitempty"`
}

func (r row) values() (ours, floor, ratio float64) {
	q := cmp.Or(r.Quantile, 0.5)
	ours, floor = r.Ours.quantile(q), r.Floor.quantile(q)
	return ours, floor, ours / floor
}

// bound says what was asked for; ok is false when it was not reached.
func (r row) bound() (text string, ok bool) {
	ours, _, ratio := r.values()
	switch {
	case r.Ratio > 0:
		return fmt.Sprintf("≤ %g ×", r.Ratio), ratio <= r.Ratio
	case r.Most > 0:
		return fmt.Sprintf("≤ %g", r.Most), ours <= r.Most
	}
	return "", true
}

// report is what is found, in the order in which it was found.
type report struct {
	Machine machine  `json:"machine"`
	Rows    []row    `json:"rows"`
	Notes   []string `json:"notes,omitempty"`
}

func (r *report) add(one row) { r.Rows = append(r.Rows, one) }

func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// broken are the rows whose bound was not reached.
func (r *report) broken() []string {
	var out []string
	for _, one := range r.Rows {
		if bound, ok := one.bound(); !ok {
			out = append(out, one.What+" "+bound)
		}
	}
	return out
}

func (r *report) cells() [][]string {
	table := [][]string{{"", "k8slab", "floor", "ratio", "bound", "unit", "n"}}
	for _, one := range r.Rows {
		ours, floor, ratio := one.values()
		bound, ok := one.bound()
		if !ok {
			bound += " MISSED"
		}
		what := one.What
		if one.Quantile > 0 {
			what += fmt.Sprintf(", p%g", one.Quantile*100)
		}
		if one.Base != "" {
			what += " (beside: " + one.Base + ")"
		}
		cells := []string{what, number(ours), number(floor), number(ratio), bound, one.Unit, fmt.Sprint(len(one.Ours))}
		table = append(table, cells)
	}
	return table
}

func number(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return ""
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func (r *report) table(w io.Writer) {
	rows := r.cells()
	width := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, c := range cells {
			width[i] = max(width[i], runewidth.StringWidth(c))
		}
	}
	fmt.Fprintln(w, r.Machine)
	for _, cells := range rows {
		var line strings.Builder
		for i, c := range cells {
			if i > 0 && i < 4 {
				c = runewidth.FillLeft(c, width[i])
			}
			line.WriteString(runewidth.FillRight(c, width[i]) + "  ")
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
	for _, n := range r.Notes {
		fmt.Fprintln(w, n)
	}
}

func (r *report) markdown(w io.Writer) {
	fmt.Fprintf(w, "%s\n\n", r.Machine)
	for i, cells := range r.cells() {
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			fmt.Fprintln(w, "|---|--:|--:|--:|---|---|--:|")
		}
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "\n%s.\n", n)
	}
}

func (r *report) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
