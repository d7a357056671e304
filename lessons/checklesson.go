package lessons

import (
	"regexp"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/yuin/goldmark/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// lesson checks one lesson that could be read.
func (c *checker) lesson(lesson *Lesson) {
	if lesson.Lab != "" {
		c.lab(lesson.Path, 1, lesson.Lab)
	}
	if !beginsWithText(lesson) {
		c.add(lesson.Path, 0, "opening", "과는 글로 시작해야 해요.")
	}
	if n := questions(lesson); n < 2 || n > 4 {
		c.warn(lesson.Path, 0, "quiz-count", "마지막 퀴즈는 2~4문제가 좋아요. 지금은 %d문제예요.", n)
	}
	level := 1
	for _, block := range lesson.Blocks {
		for _, text := range append(blockTexts(block), answers(block)...) {
			for _, name := range termsIn([]byte(text)) {
				c.term(lesson.Path, block.Line(), name)
			}
		}
		switch b := block.(type) {
		case *Prose:
			level = c.prose(lesson.Path, b, level)
		case *FigureBlock:
			c.figure(lesson.Path, b.Line(), b.Figure)
		case *Facts:
			c.facts(lesson.Path, b)
		case *LabRef:
			c.lab(lesson.Path, b.Line(), b.Name)
		}
	}
	c.figureNames(lesson)
	c.english(lesson)
	c.speech(lesson)
}

// prose checks running text and returns the level of its last heading.
func (c *checker) prose(file string, prose *Prose, level int) int {
	_ = ast.Walk(prose.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *markup.Term:
			c.term(file, prose.LineOf(n), n.Name)
		case *ast.Heading:
			if n.Level < 2 || n.Level > level+1 {
				c.add(file, prose.LineOf(n), "heading", "제목의 단계를 건너뛰어요(%d → %d). 과 안의 제목은 ##부터예요.", level, n.Level)
			}
			level = max(n.Level, 2)
		case *ast.FencedCodeBlock:
			if kind := specialKind(n, prose.Source); kind != "" {
				c.add(file, prose.LineOf(n), "nested", "%s 블록은 목록이나 상자 안에 둘 수 없어요.", kind)
			}
			c.code(file, prose, n)
		case *ast.CodeBlock:
			c.code(file, prose, n)
		case *ast.Image:
			c.add(file, prose.LineOf(n), "image", "터미널에서는 그림 파일을 볼 수 없어요. figure 블록을 쓰세요.")
		case *ast.RawHTML, *ast.HTMLBlock:
			c.add(file, prose.LineOf(n), "html", "HTML은 쓸 수 없어요.")
		}
		return ast.WalkContinue, nil
	})
	return level
}

// code looks for lines that a narrow pane would have to cut or wrap.
func (c *checker) code(file string, prose *Prose, n ast.Node) {
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		line := strings.TrimRight(string(segment.Value(prose.Source)), "\r\n")
		at := prose.sourceLine + strings.Count(string(prose.Source[:segment.Start]), "\n")
		if strings.Contains(line, "\t") {
			c.add(file, at, "code-width", "코드에는 탭 대신 빈칸을 쓰세요.")
		}
		if width := displaywidth.String(line); width > MaxCodeWidth {
			c.add(file, at, "code-width", "코드가 너무 넓어요: %d칸. 좁은 화면에서는 %d칸까지 보여요.", width, MaxCodeWidth)
		}
	}
}

func (c *checker) facts(file string, facts *Facts) {
	for _, row := range facts.Rows {
		if row.Term != "" {
			c.term(file, facts.Line(), row.Term)
		}
		for _, cell := range row.Cells {
			if cell.Measure != nil {
				c.measure(file, facts.Line(), cell.Measure.Key)
			}
		}
	}
}

var figureRef = regexp.MustCompile(`(?m)^ref:\s*([a-z0-9-]+)`)

// figureNames notes which figures of the figures folder the lesson shows.
func (c *checker) figureNames(lesson *Lesson) {
	for _, match := range figureRef.FindAllSubmatch(lesson.Source, -1) {
		c.figures[string(match[1])] = true
	}
}

// english looks after the English words: each beside its Korean one where it is explained, and once only.
func (c *checker) english(lesson *Lesson) {
	text := lessonText(lesson)
	for _, term := range c.terms.Terms {
		if term.English == "" || strings.EqualFold(term.English, term.Name) {
			continue
		}
		switch n := strings.Count(text, term.Name+"("+term.English); {
		case n == 0 && term.Lesson == lesson.ID:
			c.warn(lesson.Path, 0, "english", "용어를 설명하는 과이니 영어를 한 번 적어 주세요: %s(%s)", term.Name, term.English)
		case n > 1:
			c.warn(lesson.Path, 0, "english", "영어는 처음 한 번이면 돼요. %d번 나와요: %s(%s)", n, term.Name, term.English)
		}
	}
}

var formal = regexp.MustCompile(`(니다|니까|십시오)[.?!]`)

// speech looks for sentences that leave the lesson's friendly manner of speaking.
func (c *checker) speech(lesson *Lesson) {
	if c.lang != "ko" {
		return
	}
	line := 0
	for text := range strings.Lines(string(lesson.Source)) {
		line++
		if formal.MatchString(text) {
			c.warn(lesson.Path, line, "speech", "다른 문장은 해요체인데 이 문장만 합쇼체예요.")
		}
	}
}

// lessonText is the lesson's running text in one string.
func lessonText(lesson *Lesson) string {
	var b strings.Builder
	for _, block := range lesson.Blocks {
		if prose, ok := block.(*Prose); ok {
			b.WriteString(markup.Text(prose.Doc, prose.Source))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// termsIn lists the terms that a piece of Markdown names.
func termsIn(src []byte) (names []string) {
	_ = ast.Walk(markup.Parse(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if term, ok := n.(*markup.Term); ok && entering {
			names = append(names, term.Name)
		}
		return ast.WalkContinue, nil
	})
	return names
}

// answers are the texts of a block that a search must not find.
func answers(block Block) (texts []string) {
	switch b := block.(type) {
	case *FigureBlock:
		for _, emphasis := range b.Emphases {
			texts = append(texts, emphasis.Reason)
		}
	case *Quiz:
		for _, q := range b.Questions {
			for _, choice := range q.Choices {
				texts = append(texts, choice.Text, choice.Why)
			}
		}
	}
	return texts
}
