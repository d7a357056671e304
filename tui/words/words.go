// Package words gives the interface's texts in the language that the learner chose. Korean stands in the code, readable
// where it is used, and is the key; other languages are tables from the Korean text, one file (english.go) in each
// package that has texts.
//
// Texts that are put together deep in a driver or in labs, which know no language, arrive here as finished Korean
// sentences. They are translated at the edge all the same: the table's formats ("%s을(를) 읽을 수 없어요.") are matched
// against the sentence, and what stood in the verbs' places is put into the twin. So an error needs no language until
// somebody is told of it.
//
// What no table knows stays Korean. wordstest finds such texts. The package holds no state of its own.
package words

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
)

// Say speaks one language. The zero value speaks Korean, and changes nothing.
type Say struct{ book *book }

// book is what a language knows.
type book struct {
	exact map[string]string

	once     sync.Once // Formats are compiled when the first text that is not exact comes.
	patterns []pattern
}

type pattern struct {
	re   *regexp.Regexp
	twin string // with %[1]s for the first capture
}

// New makes a Say from the tables of one language; a later table wins.
func New(tables ...map[string]string) Say {
	b := &book{exact: map[string]string{}}
	for _, t := range tables {
		maps.Copy(b.exact, t)
	}
	return Say{b}
}

// T translates a text: one that stands in a table, or one that a format of a table made.
func (s Say) T(korean string) string {
	if s.book == nil || korean == "" {
		return korean
	}
	if twin, ok := s.book.exact[korean]; ok {
		return twin
	}
	s.book.once.Do(s.book.compile)
	for _, p := range s.book.patterns {
		if m := p.re.FindStringSubmatch(korean); m != nil {
			args := make([]any, len(m)-1)
			for i, a := range m[1:] {
				args[i] = s.T(a) // A sentence may hold another one.
			}
			return fmt.Sprintf(p.twin, args...)
		}
	}
	return s.sentences(korean)
}

// sentences translates a text of several sentences one by one, as far as they are known.
func (s Say) sentences(korean string) string {
	for at := 0; ; {
		end := strings.Index(korean[at:], ". ")
		if end < 0 {
			return korean
		}
		at += end + len(". ")
		head := korean[:at-1]
		if twin := s.T(head); twin != head {
			return twin + " " + s.T(korean[at:])
		}
	}
}

// F is fmt.Sprintf with the format translated.
func (s Say) F(korean string, args ...any) string {
	if s.book != nil {
		if twin, ok := s.book.exact[korean]; ok {
			korean = twin
		}
	}
	return fmt.Sprintf(korean, args...)
}

// verbs finds the verbs of a format, and the sign %% that is none.
func verbs() *regexp.Regexp { return regexp.MustCompile(`%(%|(\[\d+\])?[-+#0]*\d*(\.\d+)?[a-zA-Z])`) }

// compile turns formats into patterns. The one with the most text besides its verbs is tried first: it says most.
func (b *book) compile() {
	verb := verbs()
	var keys []string
	for korean := range b.exact {
		if verb.MatchString(strings.ReplaceAll(korean, "%%", "")) {
			keys = append(keys, korean)
		}
	}
	sortByText(keys, verb)
	for _, korean := range keys {
		b.patterns = append(b.patterns, pattern{matcher(verb, korean), numbered(verb, b.exact[korean])})
	}
}

// matcher matches what a format makes, and captures what stands in its verbs' places.
func matcher(verb *regexp.Regexp, format string) *regexp.Regexp {
	var re strings.Builder
	re.WriteString(`(?s)^`)
	rest := format
	for at := verb.FindStringIndex(rest); at != nil; at = verb.FindStringIndex(rest) {
		re.WriteString(regexp.QuoteMeta(rest[:at[0]]))
		if rest[at[0]:at[1]] == "%%" {
			re.WriteByte('%')
		} else {
			re.WriteString(`(.*?)`)
		}
		rest = rest[at[1]:]
	}
	re.WriteString(regexp.QuoteMeta(rest) + `$`)
	return regexp.MustCompile(re.String())
}

// numbered makes the verbs of a twin take captures, which are strings: %q becomes %[1]s.
func numbered(verb *regexp.Regexp, format string) string {
	n := 0
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return v
		}
		if i := strings.IndexByte(v, ']'); i >= 0 {
			return v[:i+1] + "s"
		}
		n++
		return fmt.Sprintf("%%[%d]s", n)
	})
}
