package lessons

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// MaxCodeWidth is how many cells a line of code may take: a pane of 40 columns less the frame around code.
const MaxCodeWidth = 38

// Check looks at a whole course and returns everything that is wrong with it, by file and line: what Load and Open
// refuse, and besides what names something that is not there, what a narrow pane cannot show, and what reads badly.
// labs are names of labs that exist beside those of the course's labs folder. An empty result means a clean course.
func Check(fsys fs.FS, labs ...string) []Problem {
	c := &checker{fsys: fsys, labs: map[string]bool{}, lessons: map[string]bool{}, figures: map[string]bool{}}
	for _, name := range append(yamlNames(fsys, "labs"), labs...) {
		c.labs[name] = true
	}
	course, err := Load(fsys)
	if course != nil {
		c.lang = course.Lang
	}
	c.problems = append(c.problems, problemsOf(err)...)
	files, _ := lessonFiles(fsys) // its error was Load's
	for _, file := range files {
		c.lessons[file.id] = true
	}
	c.glossary()
	for i, file := range files {
		c.normalized(file.path)
		lesson, err := openFile(fsys, file, i+1)
		if err != nil {
			c.problems = append(c.problems, problemsOf(err)...)
			continue
		}
		c.lesson(lesson)
	}
	c.figureFiles()
	c.normalized("course.yaml")
	return sortProblems(c.problems)
}

// checker gathers problems; the maps say what exists.
type checker struct {
	fsys     fs.FS
	lang     string // of the course; empty if it can't be loaded
	labs     map[string]bool
	lessons  map[string]bool
	figures  map[string]bool // those that a lesson shows
	terms    *Glossary
	problems []Problem
}

func (c *checker) add(file string, line int, rule, format string, args ...any) {
	c.problems = append(c.problems, problem(file, line, rule, format, args...))
}

func (c *checker) warn(file string, line int, rule, format string, args ...any) {
	p := problem(file, line, rule, format, args...)
	p.Severity = SeverityWarning
	c.problems = append(c.problems, p)
}

// normalized looks for text that is not in Normalization Form C: it looks right and is not found by a search.
func (c *checker) normalized(name string) {
	data, err := readFile(c.fsys, name)
	if err != nil || norm.NFC.IsNormal(data) {
		return
	}
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		if !norm.NFC.IsNormalString(text) {
			c.add(name, line, "nfc", "글자가 NFC가 아니에요. 맥에서 복사한 한글이 풀려 있을 수 있어요.")
		}
	}
}

// glossary checks the terms against lessons and each other.
func (c *checker) glossary() {
	terms, doc, problems := openGlossary(c.fsys)
	c.terms = terms
	c.problems = append(c.problems, problems...)
	if doc.tree == nil {
		return
	}
	c.normalized(doc.file)
	for i, term := range terms.Terms {
		path := fmt.Sprintf("$.terms[%d]", i)
		for _, other := range term.Related {
			c.term(doc.file, doc.at("%s.related", path), other)
		}
		if term.Lesson != "" {
			c.lessonName(doc.file, doc.at("%s.lesson", path), term.Lesson)
		}
		for _, name := range termsIn([]byte(term.Text)) {
			c.term(doc.file, doc.at("%s.text", path), name)
		}
	}
}

// figureFiles reads every figure, shown or not.
func (c *checker) figureFiles() {
	for _, name := range yamlNames(c.fsys, "figures") {
		path := "figures/" + name + ".yaml"
		c.normalized(path)
		figure, problems := readFigure(c.fsys, name)
		c.problems = append(c.problems, problems...)
		if figure != nil && len(problems) == 0 {
			c.figure(path, 0, figure)
		}
		if !c.figures[name] {
			c.warn(path, 0, "unused", "어느 과도 이 그림을 보여 주지 않아요.")
		}
	}
}

// figure checks the names that a figure gives.
func (c *checker) figure(file string, line int, figure *Figure) {
	for _, layer := range figure.Layers {
		if layer.Term != "" {
			c.term(file, line, layer.Term)
		}
		if layer.Lesson != "" {
			c.lessonName(file, line, layer.Lesson)
		}
		if layer.Lab != "" {
			c.lab(file, line, layer.Lab)
		}
	}
	for _, stack := range figure.Stacks {
		if stack.Lesson != "" {
			c.lessonName(file, line, stack.Lesson)
		}
	}
}

func (c *checker) term(file string, line int, name string) {
	if c.terms.Find(name) == nil {
		c.add(file, line, "term", "glossary.yaml에 없는 용어예요: %s", name)
	}
}

func (c *checker) lessonName(file string, line int, id string) {
	if !c.lessons[id] {
		c.add(file, line, "lesson", "없는 과예요: %s", id)
	}
}

func (c *checker) lab(file string, line int, name string) {
	if !c.labs[name] {
		c.add(file, line, "lab", "없는 실습이에요: %s", name)
	}
}

// measure checks that a figure to be filled in is that of a lab or a lesson.
func (c *checker) measure(file string, line int, key string) {
	owner, _, _ := strings.Cut(key, ".")
	if !c.labs[owner] && !c.lessons[owner] {
		c.add(file, line, "measure", "이 측정값을 채울 실습(%s)이 없어요: %s", owner, key)
	}
}

// questions counts the questions that end a lesson.
func questions(lesson *Lesson) int {
	n := 0
	for _, block := range lesson.Blocks {
		if quiz, ok := block.(*Quiz); ok && quiz.Kind == QuizCheck {
			n += len(quiz.Questions)
		}
	}
	return n
}

// isText reports whether a block is prose.
func isText(block Block) bool { _, ok := block.(*Prose); return ok }

// beginsWithText reports whether the learner meets words before anything else.
func beginsWithText(lesson *Lesson) bool {
	return slices.IndexFunc(lesson.Blocks, isText) == 0
}
