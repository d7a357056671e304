package handout

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/lessons"
)

// Markdown writes lessons as plain GitHub Markdown: the author's own text, with terms as words, boxes as quotes, and
// figures, tables, quizzes and labs written out.
func Markdown(w io.Writer, course *lessons.Course, ids []string, o Options) error {
	d, err := open(course, ids, o)
	if err != nil {
		return err
	}
	m := &mdWriter{document: d, writer: &writer{w: w}}
	if len(d.lessons) > 1 {
		m.printf("# %s\n\n%s\n", course.Title, course.Summary)
	}
	for _, lesson := range d.lessons {
		m.lesson(lesson)
	}
	m.key()
	return m.err
}

type mdWriter struct {
	document
	*writer
	answers []string // of the quizzes so far
}

func (m *mdWriter) lesson(lesson *lessons.Lesson) {
	level := "#"
	if len(m.lessons) > 1 {
		level = "\n#"
	}
	m.printf("%s %d. %s\n\n> %s\n", level, lesson.Number, lesson.Title, lesson.Question)
	special := map[int]lessons.Block{}
	for _, block := range lesson.Blocks {
		if _, prose := block.(*lessons.Prose); !prose {
			special[block.Line()] = block
		}
	}
	lines := strings.Split(string(lesson.Source), "\n")
	in := &fences{}
	for i := frontMatter(lines); i < len(lines); i++ {
		block, ok := special[i+1]
		if !ok {
			m.printf("%s\n", plainLine(lines[i], in.code(lines[i])))
			continue
		}
		m.block(block)
		i = closing(lines, i)
	}
}

// frontMatter is the index of the line after the second line of three dashes.
func frontMatter(lines []string) int {
	for i := 1; i < len(lines); i++ {
		if strings.TrimRight(lines[i], " \t\r") == "---" {
			return i + 1
		}
	}
	return 0
}

var fence = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})")

// closing is the index of the line that ends the fenced block which begins at line i.
func closing(lines []string, i int) int {
	open := strings.TrimSpace(fence.FindString(lines[i]))
	for j := i + 1; j < len(lines); j++ {
		mark := strings.TrimSpace(fence.FindString(lines[j]))
		if strings.HasPrefix(mark, open) && open != "" && strings.TrimSpace(lines[j]) == mark {
			return j
		}
	}
	return len(lines) - 1
}

// fences tells code from text, line by line.
type fences struct{ open string }

// code reports whether a line is code, or the fence around it.
func (f *fences) code(line string) bool {
	line = strings.TrimLeft(line, "> ")
	mark := strings.TrimSpace(fence.FindString(line))
	switch {
	case f.open == "" && mark != "":
		f.open = mark
		return true
	case f.open == "":
		return false
	case strings.HasPrefix(mark, f.open) && strings.TrimSpace(line) == mark:
		f.open = ""
	}
	return true
}

var (
	termMark = regexp.MustCompile(`\[\[([^\[\]|` + "`" + `]+?)(?:\\?\|([^\[\]` + "`" + `]+?))?\]\]`)
	boxMark  = regexp.MustCompile(`^(>+ )\[!([^\]]+)\] ?(.*)$`)
)

// plainLine writes a lesson's own marks as any Markdown reader shows them.
func plainLine(line string, code bool) string {
	if code {
		return line
	}
	if b := boxMark.FindStringSubmatch(line); b != nil {
		head := boxName(b[2])
		if b[3] != "" {
			head += ": " + b[3]
		}
		line = b[1] + "**" + head + "**  "
	}
	// What stands between two backticks is code.
	parts := strings.Split(line, "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = termMark.ReplaceAllStringFunc(parts[i], func(s string) string {
			t := termMark.FindStringSubmatch(s)
			if t[2] != "" {
				return t[2]
			}
			return t[1]
		})
	}
	return strings.Join(parts, "`")
}

func (m *mdWriter) block(b lessons.Block) {
	switch b := b.(type) {
	case *lessons.FigureBlock:
		m.figure(b)
	case *lessons.Facts:
		m.facts(b)
	case *lessons.Quiz:
		m.quiz(b)
	case *lessons.LabRef:
		m.lab(b)
	}
}

func (m *mdWriter) figure(b *lessons.FigureBlock) {
	m.printf("**그림: %s**\n\n%s\n", b.Title, plainLine(b.Caption, false))
	for _, stack := range b.Stacks {
		m.printf("\n%s (위에서 아래로)\n\n", stack.Title)
		m.rows(b.Figure, stack.Rows, "")
	}
	for i, e := range b.Emphases {
		m.printf("\n강조 %d. **%s** %s\n", i+1, e.Title, plainLine(e.Reason, false))
	}
}

// rows lists boxes from the top down; boxes side by side share a line.
func (m *mdWriter) rows(f *lessons.Figure, rows [][]lessons.Box, indent string) {
	for _, row := range slices.Backward(rows) {
		var plain []string
		for _, box := range row {
			if len(box.Rows) == 0 {
				plain = append(plain, f.Name(box.Layer, nil))
				continue
			}
			m.printf("%s- %s\n", indent, f.Name(box.Layer, nil))
			m.rows(f, box.Rows, indent+"  ")
		}
		if len(plain) > 0 {
			m.printf("%s- %s\n", indent, strings.Join(plain, " | "))
		}
	}
}

func (m *mdWriter) facts(b *lessons.Facts) {
	if b.Title != "" {
		m.printf("**%s**\n\n", b.Title)
	}
	cell := func(s string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(plainLine(s, false)), " "), "|", `\|`)
	}
	m.printf("| |")
	for _, c := range b.Columns {
		m.printf(" %s |", cell(c))
	}
	m.printf("\n|%s\n", strings.Repeat("---|", len(b.Columns)+1))
	for _, row := range b.Rows {
		m.printf("| %s |", cell(row.Name))
		for _, c := range row.Cells {
			text := cell(c.Text)
			if c.Measure != nil {
				text += "<br>" + cell(m.measured(c.Measure))
			}
			m.printf(" %s |", text)
		}
		m.printf("\n")
	}
}

func (m *mdWriter) quiz(b *lessons.Quiz) {
	for _, q := range b.Questions {
		number := len(m.answers) + 1
		m.printf("**물음 %d.** ", number)
		if q.Claim != "" {
			m.printf("“%s” ", plainLine(q.Claim, false))
		}
		m.printf("%s\n\n", plainLine(q.Ask, false))
		var answer strings.Builder
		fmt.Fprintf(&answer, "**물음 %d.** %s\n\n", number, numbers(right(q)))
		for i, c := range q.Choices {
			m.printf("%d. %s\n", i+1, plainLine(c.Text, false))
			fmt.Fprintf(&answer, "%d. %s\n", i+1, plainLine(c.Why, false))
		}
		m.printf("\n")
		m.answers = append(m.answers, answer.String())
	}
}

func (m *mdWriter) lab(b *lessons.LabRef) {
	m.printf("**실습: %s**\n\n%s\n", b.Name, plainLine(b.Text, false))
	if m.Lab == nil {
		return
	}
	lab, ok := m.Lab(b.Name)
	if !ok {
		return
	}
	m.printf("\n%s\n\n", lab.Intro)
	for i, s := range lab.Steps {
		m.printf("%d. **%s** %s\n", i+1, s.Title, s.Text)
	}
}

// key writes the answers to all quizzes.
func (m *mdWriter) key() {
	if len(m.answers) == 0 {
		return
	}
	m.printf("\n# 답과 까닭\n")
	for _, a := range m.answers {
		m.printf("\n%s", a)
	}
}

// numbers names the right choices of a question.
func numbers(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = fmt.Sprintf("%d번", n)
	}
	return strings.Join(words, ", ")
}

// boxName is what a box is called on paper.
func boxName(kind string) string {
	if kind == "더깊이" {
		return "더 깊이"
	}
	return kind
}
