package words

import (
	"cmp"
	"regexp"
	"slices"
)

// sortByText puts formats with more text besides their verbs first; the same formats always come in the same order.
func sortByText(formats []string, verb *regexp.Regexp) {
	text := func(f string) int { return len(verb.ReplaceAllString(f, "")) }
	slices.SortFunc(formats, func(a, b string) int {
		return cmp.Or(cmp.Compare(text(b), text(a)), cmp.Compare(a, b))
	})
}
