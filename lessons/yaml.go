package lessons

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document is one piece of YAML and where it stands: alone in a file, in front of a lesson, or in a fenced block.
type document struct {
	file string
	line int // of its first line in the file, from 1
	tree *ast.File
}

// decode reads data strictly into v. The document it returns tells lines of values, for what is checked later.
func decode(file string, line int, data []byte, v any) (document, error) {
	doc := document{file: file, line: line}
	if at, deep := tooDeep(data); deep {
		return doc, problem(file, line+at, "yaml", "너무 깊이 들어가요. %d단계까지예요.", MaxDepth)
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return doc, doc.korean(err)
	}
	doc.tree = tree
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return doc, problem(file, line, "yaml", "YAML 문서 하나가 있어야 해요.")
	}
	finder := &aliasFinder{}
	ast.Walk(finder, tree.Docs[0].Body)
	if finder.found != nil {
		at := doc.lineOf(finder.found)
		return doc, problem(file, at, "yaml", "앵커(&)와 별칭(*), 병합(<<)은 쓸 수 없어요. 글자라면 따옴표로 감싸세요.")
	}
	if err := yaml.NodeToValue(tree.Docs[0].Body, v, yaml.Strict()); err != nil {
		return doc, doc.korean(err)
	}
	return doc, nil
}

// aliasFinder looks for anchors and aliases: they let a short text stand for an enormous one.
type aliasFinder struct {
	found ast.Node
}

// Visit implements ast.Visitor.
func (f *aliasFinder) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		if f.found == nil {
			f.found = n
		}
	}
	if f.found != nil {
		return nil
	}
	return f
}

// tooDeep looks at brackets and indentation alone, before any parser recurses into them. It returns the line, from 0.
func tooDeep(data []byte) (int, bool) {
	depth, lineNo := 0, 0
	for line := range strings.Lines(string(data)) {
		lead := len(line) - len(strings.TrimLeft(line, " -?"))
		if lead > 4*MaxDepth || strings.Count(line[:lead], "-")+strings.Count(line[:lead], "?") > MaxDepth {
			return lineNo, !isRule(line)
		}
		for i := range len(line) {
			switch line[i] {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > MaxDepth {
				return lineNo, true
			}
		}
		lineNo++
	}
	return 0, false
}

// isRule reports whether a line is nothing but dashes, as one drawn in a literal text is.
func isRule(line string) bool { return strings.Trim(line, "- \r\n") == "" }

// at gives the line of the value that path leads to ("$.questions[0].ask"), or that of the nearest value around it.
func (d document) at(path string, args ...any) int {
	path = fmt.Sprintf(path, args...)
	for d.tree != nil && path != "$" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(d.tree); err == nil && node != nil {
				return d.lineOf(node)
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 1)]
	}
	return d.line
}

// problem makes an error at the value that path leads to.
func (d document) problem(path, rule, format string, args ...any) Problem {
	return problem(d.file, d.at("%s", path), rule, format, args...)
}

// lineOf is a node's line in the file. A mapping's own token is the colon of its first key, on the same line.
func (d document) lineOf(n ast.Node) int {
	if n.GetToken() == nil {
		return d.line
	}
	return d.line - 1 + n.GetToken().Position.Line
}

// korean turns an error of the YAML library into a Problem.
func (d document) korean(err error) error {
	line := d.line
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		line = d.line - 1 + located.GetToken().Position.Line
	}
	return problem(d.file, line, "yaml", "%s", yamlMessage(err))
}

func yamlMessage(err error) string {
	var (
		unknown   *yaml.UnknownFieldError
		duplicate *yaml.DuplicateKeyError
		wrongType *yaml.TypeError
		overflow  *yaml.OverflowError
		located   yaml.Error
	)
	switch {
	case errors.As(err, &unknown) && unknown.GetToken() != nil:
		return fmt.Sprintf("모르는 항목이에요: %s", unknown.GetToken().Value)
	case errors.As(err, &duplicate) && duplicate.GetToken() != nil:
		return fmt.Sprintf("같은 항목이 두 번 나와요: %s", duplicate.GetToken().Value)
	case errors.As(err, &wrongType) && wrongType.GetToken() != nil:
		return fmt.Sprintf("여기에 올 수 없는 값이에요: %s", wrongType.GetToken().Value)
	case errors.As(err, &overflow):
		return "수가 너무 커요."
	case errors.As(err, &located) && strings.HasPrefix(located.GetMessage(), "mapping key "):
		return "같은 항목이 두 번 나와요: " + located.GetToken().Value
	case errors.As(err, &located):
		return "YAML을 읽을 수 없어요: " + located.GetMessage()
	}
	return "YAML을 읽을 수 없어요: " + err.Error()
}
