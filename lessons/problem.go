package lessons

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem keeps a course from being shown as it should.
type Severity string

// The severities. A course with errors fails its check; warnings are advice.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Problem is one thing wrong with a course, at a line of one of its files.
type Problem struct {
	File string `json:"file"`
	// Line counts from 1; 0 means the file as a whole.
	Line     int      `json:"line"`
	Severity Severity `json:"severity"`
	// Rule names the rule that was broken, for those who sort or silence them: "quiz-why".
	Rule string `json:"rule"`
	// Message is one Korean sentence.
	Message string `json:"message"`
}

// Error is file:line: message.
func (p Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// problem makes an error of the grammar.
func problem(file string, line int, rule, format string, args ...any) Problem {
	return Problem{
		File: file, Line: line, Severity: SeverityError, Rule: rule, Message: fmt.Sprintf(format, args...),
	}
}

// sortProblems orders by file, line and message and drops what is said twice.
func sortProblems(list []Problem) []Problem {
	slices.SortFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(list)
}

// asError joins problems into one error; nil if there is none.
func asError(list []Problem) error {
	if len(list) == 0 {
		return nil
	}
	return Problems(sortProblems(list))
}

// Problems is the error of a course that cannot be read: everything wrong with it, one a line.
type Problems []Problem

// Error lists them.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// problemsOf takes an error of this package apart again.
func problemsOf(err error) []Problem {
	var (
		one  Problem
		many Problems
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		return many
	case errors.As(err, &one):
		return []Problem{one}
	default:
		return []Problem{problem(".", 0, "file", "%v", err)}
	}
}
