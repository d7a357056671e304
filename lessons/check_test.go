package lessons_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/k8slab/k8slab/lessons"
)

func TestCleanCourse(t *testing.T) {
	for _, p := range lessons.Check(small(nil)) {
		t.Errorf("%s: %v", p.Rule, p)
	}
}

// TestCheck plants what reads well to the parser and is wrong all the same.
func TestCheck(t *testing.T) {
	one := func(text string) map[string]string {
		return map[string]string{"01-one.md": lesson("[[파드]](Pod)를 배워요.\n" + text + "\n\n" + goodQuiz)}
	}
	tests := []struct {
		name     string
		changes  map[string]string
		rule     string
		severity lessons.Severity
		want     string
	}{
		{"term", one("[[없는말]]"), "term", "error", "01-one.md:8: glossary.yaml에 없는 용어예요: 없는말"},
		{"term in a box", one("\n> [!주의] 가\n> 나\n> [[없는말]]"), "term", "error", "01-one.md:11: "},
		{
			"term in an answer",
			one("\n```quiz\nkind: refute\nquestions:\n  - claim: 가\n" + oneQuestionWith("[[없는말]]") + "```"),
			"term", "error", "01-one.md:9: ",
		},
		{
			"term in the glossary",
			map[string]string{"glossary.yaml": "terms:\n  - name: 가\n    short: 나\n    related: [없는말]\n"},
			"term", "error", "glossary.yaml:4: ",
		},
		{
			"term of a row",
			one("\n```facts\nid: f\ncolumns: [가]\nrows: [{name: 나, term: 없는말, cells: [{text: 다}]}]\n```"),
			"term", "error", "01-one.md:9: ",
		},
		{
			"lesson of a term",
			map[string]string{"glossary.yaml": "terms:\n  - name: 가\n    short: 나\n    lesson: nowhere\n"},
			"lesson", "error", "glossary.yaml:4: 없는 과예요: nowhere",
		},
		{"lab", one("\n```lab\nname: nowhere\n```"), "lab", "error", "01-one.md:9: 없는 실습이에요: nowhere"},
		{"lab of the lesson", map[string]string{"labs/first.yaml": ""}, "lab", "error", "01-one.md:1: 없는 실습이에요: first"},
		{
			"lab of a layer",
			one("\n```figure\n" + strings.Replace(tinyFigure, "name: 가", "name: 가, lab: nowhere", 1) + "```"),
			"lab", "error", "01-one.md:9: ",
		},
		{
			"measure",
			one("\n```facts\nid: f\ncolumns: [가]\n" +
				"rows: [{name: 나, cells: [{text: 다, measure: {key: nowhere.x, label: 라}}]}]\n```"),
			"measure", "error", "01-one.md:9: ",
		},
		{
			"code too wide",
			one("\n```sh\nls\n" + strings.Repeat("가", 20) + "\n```"),
			"code-width", "error", "01-one.md:11: 코드가 너무 넓어요: 40칸",
		},
		{"tab in code", one("\n```sh\nls\t-l\n```"), "code-width", "error", "01-one.md:10: "},
		{"first heading", one("\n# 제목"), "heading", "error", "01-one.md:9: "},
		{"heading skips", one("\n## 가\n\n#### 나"), "heading", "error", "01-one.md:11: "},
		{"block in a list", one("\n- 가\n\n  ```quiz\n  questions: []\n  ```"), "nested", "error", "01-one.md:"},
		{"image", one("\n![가](b.png)"), "image", "error", "01-one.md:9: "},
		{"html", one("\n<b>가</b>"), "html", "error", "01-one.md:9: "},
		{"opening", map[string]string{"02-two.md": lesson(goodQuiz)}, "opening", "error", "02-two.md: "},
		{"not normalized", one(norm.NFD.String("가나")), "nfc", "error", "01-one.md:8: "},
		{
			"few questions",
			map[string]string{"02-two.md": lesson("글\n\n```quiz\nquestions:\n" + oneQuestion + "```\n")},
			"quiz-count", "warning", "02-two.md: ",
		},
		{
			"english missing",
			map[string]string{"01-one.md": lesson("[[파드]]를 배워요.\n\n" + goodQuiz)},
			"english", "warning", "01-one.md: 용어를 설명하는",
		},
		{"english twice", one("**파드(Pod)**를"), "english", "warning", "01-one.md: 영어는 처음 한 번"},
		{"speech", one("배웁니다."), "speech", "warning", "01-one.md:8: "},
		{"unused figure", map[string]string{"figures/tiny.yaml": tinyFigure}, "unused", "warning", "figures/tiny.yaml: "},
		{
			"bad figure unused",
			map[string]string{"figures/tiny.yaml": "title: 가\n"},
			"figure", "error", "figures/tiny.yaml:1: ",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := lessons.Check(small(tt.changes))
			for _, p := range problems {
				if p.Rule == tt.rule && p.Severity == tt.severity && strings.HasPrefix(p.Error(), tt.want) {
					return
				}
			}
			t.Errorf("want %s %s %q, got\n%v", tt.severity, tt.rule, tt.want, lessons.Problems(problems))
		})
	}
}

func oneQuestionWith(why string) string {
	question := strings.Replace(oneQuestion, "why: 아니에요.", "why: '"+why+"'", 1)
	return strings.Replace(question, "  - ask", "    ask", 1)
}

func TestLabsFromOutside(t *testing.T) {
	fsys := small(map[string]string{"labs/first.yaml": ""})
	if problems := lessons.Check(fsys, "first"); len(problems) > 0 {
		t.Errorf("a lab named by the caller is not known: %v", problems)
	}
}
