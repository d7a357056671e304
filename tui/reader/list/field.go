package list

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/k8slab/k8slab/tui/reader/page"
)

// maxQuery is how many characters a query may have.
const maxQuery = 60

// field is one line of text that is being typed, cut into what the learner takes for characters.
type field struct {
	clusters []string
	at       int // the cursor stands before this one
}

func (f *field) text() string { return strings.Join(f.clusters, "") }

// insert puts text at the cursor.
func (f *field) insert(text string) bool {
	text = strings.TrimRightFunc(page.Clean(text), unicode.IsControl)
	if text == "" || len(f.clusters) >= maxQuery {
		return false
	}
	before, after := strings.Join(f.clusters[:f.at], ""), strings.Join(f.clusters[f.at:], "")
	head := split(before + text)
	f.clusters = append(head, split(after)...)
	f.at = len(head)
	return true
}

func split(s string) []string {
	var clusters []string
	for it := graphemes.FromString(s); it.Next(); {
		clusters = append(clusters, it.Value())
	}
	return clusters
}

// erase removes the character before the cursor.
func (f *field) erase() bool {
	if f.at == 0 {
		return false
	}
	f.clusters = append(f.clusters[:f.at-1:f.at-1], f.clusters[f.at:]...)
	f.at--
	return true
}

// remove removes the character behind the cursor.
func (f *field) remove() bool {
	if f.at == len(f.clusters) {
		return false
	}
	f.clusters = append(f.clusters[:f.at:f.at], f.clusters[f.at+1:]...)
	return true
}

func (f *field) clear() bool {
	had := len(f.clusters) > 0
	f.clusters, f.at = nil, 0
	return had
}

func (f *field) move(n int) { f.at = min(max(f.at+n, 0), len(f.clusters)) }

// view is what fits into width cells around the cursor, and the cursor's cell in it. One cell is kept for the cursor.
func (f *field) view(width int) (text string, cursor int) {
	from, used := f.at, 0
	for from > 0 && used+page.Width(f.clusters[from-1]) < width {
		from--
		used += page.Width(f.clusters[from])
	}
	to, whole := f.at, used
	for to < len(f.clusters) && whole+page.Width(f.clusters[to]) < width {
		whole += page.Width(f.clusters[to])
		to++
	}
	return page.Pad(strings.Join(f.clusters[from:to], ""), width), used
}
