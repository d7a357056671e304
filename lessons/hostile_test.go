//go:build unix

package lessons_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/lessons"
)

// tooLong is what no pattern may take, in CPU time: a busy machine and the race detector are no reason to fail.
const tooLong = 6 * time.Second

// took measures the CPU time of this process, RUSAGE_SELF of getrusage(2).
func took(do func()) time.Duration {
	used := func() time.Duration {
		var usage unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
			panic(err)
		}
		return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	before := used()
	do()
	return used() - before
}

// TestHostileTime gives patterns that make careless parsers slow, in files several times as large as any lesson.
func TestHostileTime(t *testing.T) {
	patterns := []string{
		"[[", "[[a", "]]", "*a ", "**가(", "_a ", "~~a", "`", "![[", "[a](", "[a](<b", "> [!주의] ", "[^a]", "<a ", "<!--",
		"&a;", "|", "| a ", "a|\n", "- ", "1. ", "\t", "# ", "```\n", "```quiz\n", "[^1]: a\n\n", "[a]: b\n",
		"https://a.", "a@b.", "\\",
		"\x00", "> a\n", ">> a\n> b\n", "- a\n\n  > b\n", "***a** *", "<", "가*나*",
	}
	for _, pattern := range patterns {
		// In one line, which is refused, in the longest lines allowed, and in short ones.
		for _, length := range []int{200 << 10, lessons.MaxLine - 1, 70} {
			if length > lessons.MaxLine && strings.Contains(pattern, "\n") {
				continue
			}
			line := strings.Repeat(pattern, max(length/len(pattern), 1)) + "\n"
			text := lesson("글\n\n" + strings.Repeat(line, (32<<10)/len(line)+1))
			fsys := small(map[string]string{"01-one.md": text})
			if d := took(func() { _, _ = lessons.Open(fsys, "one") }); d > tooLong {
				t.Errorf("%d bytes of %q in lines of %d took %v", len(text), pattern, length, d)
			}
		}
	}
	patterns = []string{
		"a: b\n", "- a\n", "'", "\"", "|\n", ": ", "? a\n", "#", "[a]\n", "{a: b}\n", "&a ", "!!a ", "a\n", "\t", "%",
		"---\n", "...\n", "\\", "  a:\n    b\n",
	}
	for _, pattern := range patterns {
		text := "id: a\n" + strings.Repeat(pattern, (32<<10)/len(pattern)) + "\n"
		fsys := small(map[string]string{"course.yaml": text})
		if d := took(func() { _, _ = lessons.Load(fsys) }); d > tooLong {
			t.Errorf("%d bytes of %q took %v", len(text), pattern, d)
		}
	}
}
