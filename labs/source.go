package labs

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a lab file as YAML.
const (
	maxFile   = 64 << 10
	maxDepth  = 16 // brackets, or dashes in a row
	maxIndent = 40 // cells
)

// decode reads a lab file strictly. What makes YAML expensive or ambiguous is looked for before anything is built from
// it: on the text first, since a parser recurses into what is nested, then on the tree, since an alias makes a short text
// stand for an enormous one.
func decode(file string, src []byte, lab *Lab) (*ast.File, error) {
	if len(src) > maxFile {
		return nil, &FileError{file, 1, fmt.Sprintf("실습 파일이 너무 커요 (%d KiB까지)", maxFile>>10)}
	}
	if line := notText(src); line > 0 {
		return nil, &FileError{file, line, "실습 파일은 UTF-8로 된 글이어야 해요. 제어 문자는 쓸 수 없어요"}
	}
	if line := tooDeep(src); line > 0 {
		return nil, &FileError{file, line, fmt.Sprintf("중첩이 너무 깊어요 (%d단계까지)", maxDepth)}
	}
	tree, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, yamlError(file, err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, &FileError{file, 1, "실습 파일에는 YAML 문서가 하나 있어야 해요"}
	}
	f := &shorthand{}
	ast.Walk(f, tree.Docs[0].Body)
	if f.found != nil {
		line := 1
		if t := f.found.GetToken(); t != nil {
			line = t.Position.Line
		}
		return nil, &FileError{file, line, "YAML의 앵커(&), 별칭(*), 병합(<<), 태그(!)는 쓸 수 없어요. 글자라면 따옴표로 감싸세요"}
	}
	if err := yaml.NodeToValue(tree.Docs[0].Body, lab, yaml.Strict()); err != nil {
		return nil, yamlError(file, err)
	}
	return tree, nil
}

// notText gives the first line that is no UTF-8 or has a control character; 0 if there is none.
func notText(src []byte) int {
	for i, line := range bytes.Split(src, []byte("\n")) {
		if !utf8.Valid(line) || bytes.ContainsFunc(bytes.TrimSuffix(line, []byte("\r")), unprintable) {
			return i + 1
		}
	}
	return 0
}

// unprintable reports whether a rune must not reach a terminal: control characters, and those that turn the direction of
// a text, so that it reads otherwise than it is.
func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

// tooDeep looks at brackets and indentation alone and gives the first line that goes too deep; 0 if none does.
func tooDeep(src []byte) int {
	depth := 0
	for i, line := range strings.Split(string(src), "\n") {
		lead := line[:len(line)-len(strings.TrimLeft(line, " -?\t"))]
		marks := strings.Count(lead, "-") + strings.Count(lead, "?")
		if len(lead)-marks > maxIndent || marks > maxDepth && strings.Trim(line, "- ") != "" {
			return i + 1
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > maxDepth {
				return i + 1
			}
		}
	}
	return 0
}

// shorthand finds the first anchor, alias, merge key or tag.
type shorthand struct{ found ast.Node }

// Visit implements ast.Visitor.
func (f *shorthand) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		if f.found == nil {
			f.found = n
		}
	}
	if f.found != nil {
		return nil
	}
	return f
}

func yamlError(file string, err error) error {
	var located yaml.Error
	if !errors.As(err, &located) || located.GetToken() == nil {
		return &FileError{file, 1, "YAML로 읽을 수 없어요: " + err.Error()}
	}
	var (
		unknown   *yaml.UnknownFieldError
		duplicate *yaml.DuplicateKeyError
		wrongType *yaml.TypeError
		overflow  *yaml.OverflowError
	)
	value := located.GetToken().Value
	var msg string
	switch {
	case errors.As(err, &unknown):
		msg = "모르는 항목이에요: " + value
	case errors.As(err, &duplicate):
		msg = "같은 항목이 두 번 나와요: " + value
	case errors.As(err, &wrongType):
		msg = "여기에 올 수 없는 값이에요: " + value
	case errors.As(err, &overflow):
		msg = "수가 너무 커요: " + value
	case strings.HasPrefix(located.GetMessage(), "mapping key "):
		msg = "같은 항목이 두 번 나와요: " + value
	default:
		msg = "YAML로 읽을 수 없어요: " + located.GetMessage()
	}
	return &FileError{file, located.GetToken().Position.Line, msg}
}

// lineAt finds the line of a YAML path such as "$.steps[0].do", or of the nearest parent that is there.
func lineAt(tree *ast.File, path string) int {
	for tree != nil && path != "$" && path != "" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(tree); err == nil && node != nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return 1
}

// lineOf finds the line of the first value of a file that reads so.
func lineOf(src []byte, value string) int {
	tree, err := parser.ParseBytes(src, 0)
	if err != nil || len(tree.Docs) == 0 {
		return 1
	}
	f := &finder{value: value}
	ast.Walk(f, tree.Docs[0].Body)
	return max(f.line, 1)
}

// finder finds a text in a tree.
type finder struct {
	value string
	line  int // 0 until it is found
}

// Visit implements ast.Visitor.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	text, block := "", 0
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		if n.Value != nil {
			text, block = n.Value.Value, 1 // It begins on the line after its sign.
		}
	default:
	}
	if f.line == 0 && text == f.value && n.GetToken() != nil {
		f.line = n.GetToken().Position.Line + block
	}
	if f.line > 0 {
		return nil
	}
	return f
}

// printable finds texts that are too long, or have characters that must not reach a terminal, which YAML can write as
// escapes.
func (v *validator) printable(path string, x reflect.Value) {
	switch x.Kind() {
	case reflect.String:
		if strings.ContainsFunc(x.String(), unprintable) {
			v.at(path, "제어 문자나 글의 방향을 바꾸는 문자는 쓸 수 없어요")
		}
		v.text(path, x.String())
	case reflect.Pointer:
		if !x.IsNil() {
			v.printable(path, x.Elem())
		}
	case reflect.Slice:
		for i := range x.Len() {
			v.printable(fmt.Sprintf("%s[%d]", path, i), x.Index(i))
		}
	case reflect.Map:
		keys := x.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			v.printable(path, key)
			v.printable(path+"."+key.String(), x.MapIndex(key))
		}
	case reflect.Struct:
		for field, value := range x.Fields() {
			v.printable(path+"."+field.Tag.Get("yaml"), value)
		}
	default:
	}
}
