package markup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// outline writes a tree as nested brackets, so that a test can say in one line what it expects.
func outline(n ast.Node, src []byte) string {
	var b strings.Builder
	switch n := n.(type) {
	case *ast.Text:
		b.Write(n.Segment.Value(src))
		if n.SoftLineBreak() {
			b.WriteByte(' ')
		}
		return b.String()
	case *markup.Term:
		return fmt.Sprintf("<%s|%s>", n.Name, n.Label)
	case *markup.Box:
		fmt.Fprintf(&b, "%s:%s", n.BoxKind, n.Title)
	case *ast.Emphasis:
		b.WriteString(strings.Repeat("*", n.Level))
	case *extast.Strikethrough:
		b.WriteString("~")
	case *ast.Document, *ast.Paragraph, *ast.TextBlock:
	default:
		b.WriteString(n.Kind().String())
	}
	inner := ""
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		inner += outline(c, src)
	}
	if b.Len() == 0 {
		return inner
	}
	return b.String() + "{" + inner + "}"
}

func TestInline(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"term", "[[파드]]를", "<파드|파드>를"},
		{"term with label", "[[컨테이너 런타임|런타임]]이", "<컨테이너 런타임|런타임>이"},
		{"term with blanks", "[[ 파드 | 그 파드 ]]", "<파드|그 파드>"},
		{"term in emphasis", "**[[파드]]**는", "**{<파드|파드>}는"},
		{"term after a bracket", "[[[파드]]]", "[<파드|파드>]"},
		{"empty term", "[[]] [[|x]] [[x|]]", "[[]] [[|x]] [[x|]]"},
		{"unclosed term", "[[파드] 나", "[[파드] 나"},
		{"term across lines", "[[파\n드]]", "[[파 드]]"},
		{"term too long", "[[" + strings.Repeat("가", 65) + "]]", "[[" + strings.Repeat("가", 65) + "]]"},
		{"term in code", "`[[파드]]`", "CodeSpan{[[파드]]}"},
		{"term within a link", "[본 [[파드]]](x)", "Link{본 <파드|파드>}"},
		{"bracket before a particle", "**파드(Pod)**를", "**{파드(Pod)}를"},
		{"quotes before a particle", `**"컨테이너"**는`, `**{"컨테이너"}는`},
		{"particle before quotes", `이것은**"격리"**`, `이것은**{"격리"}`},
		{"full stop inside", "**끝났어요.**그리고", "**{끝났어요.}그리고"},
		{"single asterisks", "*파드(Pod)*를", "*{파드(Pod)}를"},
		{"three asterisks", "***파드(Pod)***를", "*{**{파드(Pod)}}를"},
		{"two in a sentence", "**가(a)**와 **나(b)**는", "**{가(a)}와 **{나(b)}는"},
		{"latin keeps CommonMark's rule", "**foo(bar)**baz", "**foo(bar)**baz"},
		{"multiplication", "3 * 4 * 5", "3 * 4 * 5"},
		{"underscores inside words", "cpu_shares_값", "cpu_shares_값"},
		{"underscore emphasis", "_파드_ 는", "*{파드} 는"},
		{"range", "1~2개와 3~4개", "1~2개와 3~4개"},
		{"struck out", "~~틀린 말~~이에요", "~{틀린 말}이에요"},
		{"struck out with a bracket", "~~파드(Pod)~~를", "~{파드(Pod)}를"},
		{"three tildes", "가 ~~~나~~~ 다", "가 ~~~나~~~ 다"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := []byte(tt.src)
			if got := outline(markup.Parse(src), src); got != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

func TestBox(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"plain", "> [!더깊이] 층이 둘\n> 가요\n", "더깊이:층이 둘{가요}"},
		{"no title", "> [!주의]\n> 가요", "주의:{가요}"},
		{"two paragraphs and a list", "> [!해보기] 하나\n> 가\n>\n> 나\n>\n> - 다", "해보기:하나{가나List{ListItem{다}}}"},
		{"text after it", "> [!정리] 끝\n> 가\n\n나", "정리:끝{가}나"},
		{"interrupts a paragraph", "가\n> [!오해] 나\n> 다", "가오해:나{다}"},
		{"GitHub's", "> [!NOTE]\n> 가", "NOTE:{가}"},
		{"unknown word", "> [!모름] 가\n> 나", "Blockquote{[!모름] 가 나}"},
		{"plain quote", "> 가\n> 나", "Blockquote{가 나}"},
		{"title glued on", "> [!주의]가", "Blockquote{[!주의]가}"},
		{"nested", "> [!더깊이] 밖\n> > [!주의] 안\n> > 가", "더깊이:밖{주의:안{가}}"},
		{"in a list", "- 가\n\n  > [!주의] 나\n  > 다", "List{ListItem{가주의:나{다}}}"},
		{"nothing in it", "> [!주의] 나", "주의:나{}"},
		{"windows line ends", "> [!주의] 나\r\n> 다\r\n", "주의:나{다}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := []byte(tt.src)
			if got := outline(markup.Parse(src), src); got != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

func TestTermInTable(t *testing.T) {
	src := []byte("| 가 | 나 |\n|---|---|\n| [[파드\\|그 파드]] | 1\\|2 |\n")
	var terms []string
	err := ast.Walk(markup.Parse(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if term, ok := n.(*markup.Term); ok && entering {
			terms = append(terms, term.Name+"="+term.Label)
		}
		return ast.WalkContinue, nil
	})
	if err != nil || len(terms) != 1 || terms[0] != "파드=그 파드" {
		t.Errorf("terms = %q, %v", terms, err)
	}
}

func TestText(t *testing.T) {
	tests := []struct{ src, want string }{
		{"# 제목\n\n[[파드|그 파드]]는 **굵게(bold)**를 써요.\n둘째 줄", "제목 그 파드는 굵게(bold)를 써요. 둘째 줄"},
		{"> [!주의] 조심\n> 본문 `a \\* b`", "조심 본문 a \\* b"},
		{"a \\* b &amp; &#44032;", "a * b & 가"},
		{"```\n한 줄\n두 줄\n```", "한 줄 두 줄"},
		{"| 가 | 나 |\n|---|---|\n| 다 | 라 |", "가 나 다 라"},
		{"[링크](https://example.com) https://example.org", "링크 https://example.org"},
	}
	for _, tt := range tests {
		src := []byte(tt.src)
		if got := markup.Text(markup.Parse(src), src); got != tt.want {
			t.Errorf("Text(%q)\n got %q\nwant %q", tt.src, got, tt.want)
		}
	}
}

// FuzzParse looks for input that panics or loses a term's label.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"[[파드]]", "> [!더깊이] 가\n> 나", "**파드(Pod)**를", "~~가~~", "| [[가\\|나]] |\n|---|\n| 다 |", "[^1]\n\n[^1]: [[가]]",
		"- [ ] [[가]]\n> [!주의]\n>\t- 나", "[[[[[[[[", "****가(****나", "> [!주의]\r> 가",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		doc := markup.Parse(src)
		text := markup.Text(doc, src)
		_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if term, ok := n.(*markup.Term); ok && entering && !strings.Contains(text, term.Label) {
				t.Errorf("the label %q of a term is missing in %q", term.Label, text)
			}
			return ast.WalkContinue, nil
		})
	})
}
