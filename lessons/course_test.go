package lessons_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/k8slab/k8slab/lessons"
)

// small is a course with nothing wrong in it. Tests change one file of it.
func small(changes map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"course.yaml": "id: small\ntitle: 작은 과정\nlang: ko\n",
		"glossary.yaml": "terms:\n  - name: 파드\n    english: Pod\n    short: 묶음이에요.\n" +
			"    related: [파드]\n    lesson: one\n",
		"labs/first.yaml": "",
		"01-one.md":       lesson("[[파드]](Pod)를 배워요.\n\n## 제목\n\n```lab\nname: first\n```\n\n" + goodQuiz),
		"02-two.md":       lesson("[[파드]]를 또 배워요.\n\n" + goodQuiz),
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range changes {
		if text == "" {
			delete(fsys, name)
			continue
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// lesson puts front matter of four keys, six lines, before text: the text begins at line 7.
func lesson(text string) string {
	return "---\ntitle: 하나\nquestion: 무엇인가요?\nminutes: 5\nlab: first\n---\n" + text
}

const goodQuiz = "```quiz\nquestions:\n" + oneQuestion + oneQuestion + "```\n"

const oneQuestion = `  - ask: 물음인가요?
    choices:
      - {text: 하나, right: true, why: 맞아요.}
      - {text: 둘, why: 아니에요.}
`

func TestLoad(t *testing.T) {
	course, err := lessons.Load(small(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := lessons.Meta{
		ID: "two", Title: "하나", Question: "무엇인가요?", Minutes: 5, Lab: "first", Path: "02-two.md", Number: 2,
	}
	if len(course.Lessons) != 2 || course.Lessons[1] != want {
		t.Errorf("lessons = %+v, want the second to be %+v", course.Lessons, want)
	}
	if labs := course.Labs(); len(labs) != 1 || labs[0] != "first" {
		t.Errorf("labs = %q", labs)
	}
	glossary, err := course.Glossary()
	if err != nil {
		t.Fatal(err)
	}
	if term := glossary.Find(" pod"); term == nil || term.Name != "파드" {
		t.Errorf("pod is %+v", term)
	}
}

func TestBlocks(t *testing.T) {
	text := "첫 줄\n둘째 줄\n\n```facts\nid: f\ncolumns: [가]\nrows:\n  - name: 나\n    cells:\n" +
		"      - {text: 다, measure: {key: first.a_ms, label: 라, unit: ms}}\n```\n" +
		"사이\n\n" + goodQuiz + "\n## 끝\n\n각주[^1]\n\n```sh\nls\n```\n\n```lab\nname: first\ntext: 해 보세요.\n```\n\n[^1]: 주석\n"
	opened, err := lessons.Open(small(map[string]string{"01-one.md": lesson(text)}), "one")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, block := range opened.Blocks {
		switch b := block.(type) {
		case *lessons.Prose:
			for n := b.Doc.FirstChild(); n != nil; n = n.NextSibling() {
				got = append(got, n.Kind().String())
			}
		case *lessons.Facts:
			got = append(got, "facts:"+b.Rows[0].Cells[0].Measure.Key)
		case *lessons.Quiz:
			got = append(got, "quiz:"+string(b.Kind))
		case *lessons.LabRef:
			got = append(got, "lab:"+b.Name+":"+b.Text)
		}
	}
	want := "Paragraph facts:first.a_ms Paragraph quiz:check " +
		"Heading Paragraph FencedCodeBlock FootnoteList lab:first:해 보세요."
	if strings.Join(got, " ") != want {
		t.Errorf("blocks\n got %s\nwant %s", strings.Join(got, " "), want)
	}
	for i, line := range []int{7, 10, 18, 20, 32, 40} {
		if i >= len(opened.Blocks) || opened.Blocks[i].Line() != line {
			t.Errorf("block %d begins at line %d, want %d", i, opened.Blocks[i].Line(), line)
		}
	}
}

// tinyFigure is the least that is a figure; its first line is "title".
const tinyFigure = `title: 그림
caption: 설명
layers:
  - {id: a, name: 가, what: 가예요., counterparts: [{layer: b, why: 짝이에요.}]}
  - {id: b, name: 나, what: 나예요.}
stacks:
  - id: s
    title: 더미
    rows: [[{layer: a}], [{layer: b}, {layer: b}]]
emphases:
  - {id: e, title: 강조, marks: [a], reason: 까닭이에요., rename: {a: 다}, links: [{from: a, to: b}]}
`

func TestFigure(t *testing.T) {
	fsys := small(map[string]string{
		"figures/tiny.yaml": tinyFigure,
		"01-one.md":         lesson("글\n\n```figure\nref: tiny\nemphasis: e\ntext: 보세요.\n```\n"),
	})
	opened, err := lessons.Open(fsys, "one")
	if err != nil {
		t.Fatal(err)
	}
	figure, ok := opened.Blocks[1].(*lessons.FigureBlock)
	if !ok || figure.Initial != "e" || figure.Text != "보세요." {
		t.Fatalf("block = %+v", opened.Blocks[1])
	}
	if got := figure.Name("a", figure.Emphasis("e")); got != "다" {
		t.Errorf("a is called %q while renamed", got)
	}
	if got := figure.Name("a", nil); got != "가" {
		t.Errorf("a is called %q", got)
	}
	if figure.Layer("a").Counterparts[0].Layer != "b" || figure.Layer("c") != nil {
		t.Error("layers are not found by id")
	}
}

// TestErrors plants one fault each in a file and expects it to be told by line.
func TestErrors(t *testing.T) {
	block := func(kind, yaml string) map[string]string {
		return map[string]string{"01-one.md": lesson("글\n\n```" + kind + "\n" + yaml + "```\n")}
	}
	figure := func(from, to string) map[string]string {
		return block("figure", strings.Replace(tinyFigure, from, to, 1))
	}
	tests := []struct {
		name    string
		changes map[string]string
		want    string
	}{
		{"no course", map[string]string{"course.yaml": ""}, "course.yaml: 파일이 없어요."},
		{"no lessons", map[string]string{"01-one.md": "", "02-two.md": ""}, ".: 과가 하나도"},
		{"course id", map[string]string{"course.yaml": "title: 가\nlang: ko\nid: 가나\n"}, "course.yaml:3: 과정의 id"},
		{
			"unknown key",
			map[string]string{"course.yaml": "id: a\ntitle: 가\nlang: ko\nfoo: 1\n"},
			"course.yaml:4: 모르는 항목이에요: foo",
		},
		{"twice", map[string]string{"course.yaml": "id: a\ntitle: 가\nid: b\n"}, "course.yaml:3: 같은 항목이 두 번"},
		{"alias", map[string]string{"course.yaml": "id: a\ntitle: &x 가\nlang: *x\n"}, "course.yaml:2: 앵커(&)와"},
		{"lesson id", map[string]string{"03-Three.md": lesson("글")}, "03-Three.md: 과의 이름이 될 수 없어요"},
		{"two of an id", map[string]string{"03-one.md": lesson("글")}, "03-one.md: 같은 이름의 과"},
		{"no front matter", map[string]string{"01-one.md": "글\n"}, "01-one.md:1: 첫 줄과"},
		{"unclosed front matter", map[string]string{"01-one.md": "---\ntitle: 가\n"}, "01-one.md:1: 첫 줄과"},
		{
			"minutes",
			map[string]string{"01-one.md": "---\ntitle: 가\nquestion: 나\nminutes: 0\n---\n글\n"},
			"01-one.md:4: minutes는",
		},
		{
			"minutes word",
			map[string]string{"01-one.md": "---\ntitle: 가\nquestion: 나\nminutes: 열\n---\n"},
			"01-one.md:4: 여기에 올 수",
		},
		{"no question", map[string]string{"01-one.md": "---\ntitle: 가\nminutes: 3\n---\n글\n"}, "question이 비어"},
		{"not utf8", map[string]string{"01-one.md": lesson("글\n\xff\n")}, "01-one.md:8: UTF-8이"},
		{"quiz key", block("quiz", "questions:\n"+oneQuestion+"foo: 1\n"), "01-one.md:15: 모르는 항목이에요: foo"},
		{
			"quiz without why",
			block("quiz", "questions:\n  - ask: 가\n    choices:\n      - {text: 나, right: true, why: 다}\n"+
				"      - {text: 라}\n"),
			"01-one.md:14: 이 보기가 왜",
		},
		{
			"quiz without right",
			block("quiz", "questions:\n  - ask: 가\n    choices: [{text: 나, why: 다}, {text: 라, why: 마}]\n"),
			"01-one.md:11: 맞는 보기",
		},
		{
			"quiz all right",
			block("quiz", "questions:\n  - ask: 가\n"+
				"    choices: [{text: 나, why: 다, right: true}, {text: 라, why: 마, right: true}]\n"),
			"01-one.md:11: 틀린 보기가",
		},
		{
			"quiz one choice",
			block("quiz", "questions:\n  - ask: 가\n    choices: [{text: 나, why: 다, right: true}]\n"),
			"01-one.md:11: 보기(choices)",
		},
		{"quiz kind", block("quiz", "kind: foo\nquestions:\n"+oneQuestion), "01-one.md:10: kind는"},
		{"refute without claim", block("quiz", "kind: refute\nquestions:\n"+oneQuestion), "refute에는"},
		{"empty quiz", block("quiz", "questions: []\n"), "01-one.md:10: questions에"},
		{"empty block", block("quiz", ""), "01-one.md:10: YAML 문서"},
		{
			"facts ragged",
			block("facts", "id: f\ncolumns: [가, 나]\nrows:\n  - name: 다\n    cells: [{text: 라}]\n"),
			"01-one.md:13: 칸이 1개인데",
		},
		{
			"facts empty cell",
			block("facts", "id: f\ncolumns: [가]\nrows:\n  - name: 다\n    cells:\n      - {text: ' '}\n"),
			"01-one.md:15: 빈칸이에요.",
		},
		{
			"facts measure",
			block("facts", "id: f\ncolumns: [가]\nrows:\n  - name: 다\n    cells:\n"+
				"      - {text: 라, measure: {key: foo}}\n"),
			"01-one.md:15: 측정값에는",
		},
		{"lab name", block("lab", "name: ../x\n"), "01-one.md:10: 실습 이름이"},
		{"figure ref", block("figure", "ref: ../course\n"), "01-one.md:10: 그림 이름이"},
		{"figure missing", block("figure", "ref: nowhere\n"), "figures/nowhere.yaml: 파일이 없어요."},
		{"figure ref and body", block("figure", "ref: tiny\n"+tinyFigure), "01-one.md:10: ref가 있으면"},
		{"figure emphasis", figure("title: 그림", "title: 그림\nemphasis: foo"), "01-one.md:11: 그림에 없는 강조예요: foo"},
		{"figure ragged", figure("{layer: b}, {layer: b}", "{layer: b}, {layer: b, rows: [[{layer: a}]]}"), "옆 상자와 줄 수가"},
		{"figure mark", figure("marks: [a]", "marks: [c]"), "없는 층이에요: \"c\""},
		{"figure counterpart", figure("layer: b, why", "layer: c, why"), "01-one.md:13: 없는 층이에요: \"c\""},
		{"figure layer unused", figure("[{layer: a}]", "[{layer: b}]"), "01-one.md:13: 어느 더미에도 없는 층이에요: a"},
		{
			"figure too deep",
			figure("[[{layer: a}]", "[[{layer: a, rows: [[{layer: a, rows: [[{layer: a, rows: [[{layer: a}]]}]]}]]}]"),
			"묶음은 두 겹까지",
		},
		{"figure reason", figure("reason: 까닭이에요., ", ""), "왜 강조하는지"},
		{"figure caption", figure("caption: 설명\n", ""), "title과 caption"},
		{"glossary name", map[string]string{"glossary.yaml": "terms:\n  - short: 가\n"}, "glossary.yaml:2: 용어에는"},
		{
			"glossary twice",
			map[string]string{"glossary.yaml": "terms:\n  - {name: 가, short: 나}\n" +
				"  - {name: 다, short: 라, aliases: [가]}\n"},
			"glossary.yaml:3: 두 용어가",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := small(tt.changes)
			for _, p := range lessons.Check(fsys) {
				if strings.Contains(p.Error(), tt.want) && p.Severity == lessons.SeverityError {
					return
				}
			}
			t.Errorf("want %q, got\n%v", tt.want, lessons.Check(fsys))
		})
	}
}

// TestBounds offers what a stranger's course might hold.
func TestBounds(t *testing.T) {
	long := strings.Repeat("가", lessons.MaxFileBytes/3+1)
	tests := []struct {
		name    string
		changes map[string]string
		want    string
	}{
		{"huge file", map[string]string{"01-one.md": lesson(long)}, "너무 커요"},
		{"deep flow", map[string]string{"course.yaml": "id: " + strings.Repeat("[", 10000) + "\n"}, "course.yaml:1: 너무 깊이"},
		{
			"deep sequence",
			map[string]string{"course.yaml": "id: a\ntitle:\n" + strings.Repeat("- ", 5000) + "가\n"},
			"course.yaml:3: 너무 깊이",
		},
		{
			"deep indent",
			map[string]string{"course.yaml": "id: a\ntitle:\n" + strings.Repeat(" ", 5000) + "가: 나\n"},
			"course.yaml:3: 너무 깊이",
		},
		{
			"deep quote",
			map[string]string{"01-one.md": lesson("글\n" + strings.Repeat(">", 500) + " 가\n")},
			"01-one.md:8: 목록이나",
		},
		{"deep list", map[string]string{"01-one.md": lesson(strings.Repeat("- ", 500) + " 가\n")}, "01-one.md:7: 목록이나"},
		{
			"many blocks",
			map[string]string{"01-one.md": lesson(strings.Repeat("```lab\nname: first\n```\n", 500))},
			"블록이 너무 많아요",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := lessons.Check(small(tt.changes))
			for _, p := range problems {
				if strings.Contains(p.Error(), tt.want) {
					return
				}
			}
			t.Errorf("want %q, got\n%v", tt.want, problems)
		})
	}
}

func TestLinksAreRefused(t *testing.T) {
	fsys := small(nil)
	fsys["01-one.md"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}
	if _, err := lessons.Open(fsys, "one"); err == nil || !strings.Contains(err.Error(), "보통 파일이 아니에요") {
		t.Errorf("a lesson that is a link: %v", err)
	}
	fsys = small(map[string]string{
		"01-one.md":           lesson("글\n\n```figure\nref: tiny\n```\n"),
		"elsewhere/tiny.yaml": tinyFigure,
	})
	fsys["figures"] = &fstest.MapFile{Data: []byte("elsewhere"), Mode: fs.ModeSymlink}
	if _, err := lessons.Open(fsys, "one"); err == nil || !strings.Contains(err.Error(), "폴더가 아니에요: figures") {
		t.Errorf("a folder that is a link: %v", err)
	}
}

func TestRulesInLiteralText(t *testing.T) {
	rule := strings.Repeat("-", 70)
	text := "글\n\n```lab\nname: first\ntext: |\n  가\n  " + rule + "\n  나\n```\n\n" + rule + "\n"
	if _, err := lessons.Open(small(map[string]string{"01-one.md": lesson(text)}), "one"); err != nil {
		t.Error(err)
	}
}
