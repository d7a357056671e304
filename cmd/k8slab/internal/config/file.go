package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a configuration file, far above what anybody needs.
const (
	maxFile  = 64 << 10 // bytes
	maxDepth = 8        // brackets or levels of indentation
)

const example = "docs/config.md의 보기를 따라 고쳐 주세요."

// file is what a configuration file says.
type file struct {
	path   string
	values map[string]entry     // of the settings that are one value
	keys   map[string]keysEntry // by intent
	names  []string             // all that were set
}

type entry struct {
	value string
	line  int
}

type keysEntry struct {
	names []string
	line  int
}

func (f *file) fault(line int, what, do string) *Error {
	return &Error{Where: fmt.Sprintf("%s:%d", f.path, line), What: what, Do: do}
}

// read reads the file; one that is not there says nothing, unless it must be there.
func read(path string, must bool) (*file, error) {
	if path == "" {
		return &file{}, nil
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !must:
		return &file{}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{path, "설정 파일이 없어요.", "경로를 확인해 주세요."}
	case err != nil:
		return nil, &Error{path, "설정 파일을 읽을 수 없어요.", "파일인지, 읽을 권한이 있는지 보세요."}
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, &Error{path, "설정 파일을 읽을 수 없어요.", "파일인지, 읽을 권한이 있는지 보세요."}
	}
	return parse(path, src)
}

// parse reads the text of a configuration file.
func parse(path string, src []byte) (*file, error) {
	f := &file{path: path, values: map[string]entry{}, keys: map[string]keysEntry{}}
	if len(src) > maxFile {
		return nil, f.fault(1, fmt.Sprintf("설정 파일이 너무 커요. %d KiB까지예요.", maxFile>>10), example)
	}
	if line, deep := tooDeep(string(src)); deep {
		return nil, f.fault(line, "너무 깊이 들어가요.", example)
	}
	tree, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, f.badYAML(err)
	}
	for i, doc := range tree.Docs {
		if doc.Body == nil {
			continue // Nothing but comments.
		}
		if i > 0 {
			return nil, f.fault(lineOf(doc.Body), "설정 파일에는 YAML 문서가 하나만 있어야 해요.", "'---' 아래를 지우세요.")
		}
		if err := f.settings(doc.Body); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *file) badYAML(err error) error {
	line, what := 1, "YAML을 읽을 수 없어요."
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		line = located.GetToken().Position.Line
		if strings.HasPrefix(located.GetMessage(), "mapping key ") {
			what = fmt.Sprintf("%q이(가) 두 번 나와요.", located.GetToken().Value)
		}
	}
	return f.fault(line, what, example)
}

// settings reads the mapping that a file is.
func (f *file) settings(body ast.Node) error {
	pairs, ok := pairsOf(body)
	if !ok {
		return f.fault(lineOf(body), "설정은 '이름: 값'으로 써요.", example)
	}
	for _, pair := range pairs {
		name, line := keyOf(pair), lineOf(pair.Key)
		if slices.Contains(f.names, name) {
			return f.fault(line, fmt.Sprintf("%q이(가) 두 번 나와요.", name), "하나만 남기세요.")
		}
		f.names = append(f.names, name)
		switch {
		case name == keysName:
			if err := f.bindings(pair.Value); err != nil {
				return err
			}
		case find(name) == nil:
			return f.fault(line, fmt.Sprintf("%q라는 설정은 없어요.", name), advise(name))
		default:
			value, ok := scalar(pair.Value)
			if !ok {
				return f.fault(line, fmt.Sprintf("%s에는 값 하나가 와야 해요.", name), example)
			}
			f.values[name] = entry{value, line}
		}
	}
	return nil
}

// bindings reads `keys`: a list of keys, or one key, for each intent.
func (f *file) bindings(body ast.Node) error {
	pairs, ok := pairsOf(body)
	if !ok {
		return f.fault(lineOf(body), "keys에는 '동작: [키, …]'가 와야 해요.", "예를 들어 'quit: [f10, q]'처럼 쓰세요.")
	}
	for _, pair := range pairs {
		intent, line := keyOf(pair), lineOf(pair.Key)
		if _, twice := f.keys[intent]; twice {
			return f.fault(line, fmt.Sprintf("%q이(가) 두 번 나와요.", intent), "하나만 남기세요.")
		}
		names := []string{}
		values := []ast.Node{pair.Value}
		if list, ok := pair.Value.(*ast.SequenceNode); ok {
			values = list.Values
		}
		for _, v := range values {
			name, ok := scalar(v)
			if !ok {
				return f.fault(line, fmt.Sprintf("%s에는 키의 이름이나 그 목록이 와야 해요.", intent),
					"예를 들어 'quit: [f10, q]'처럼 쓰세요.")
			}
			names = append(names, name)
		}
		f.keys[intent] = keysEntry{names, line}
	}
	return nil
}

func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	case *ast.NullNode:
		return nil, true
	}
	return nil, false
}

func keyOf(pair *ast.MappingValueNode) string {
	if s, ok := pair.Key.(*ast.StringNode); ok {
		return s.Value
	}
	if t := pair.Key.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// scalar gives a value as it is written; a bare "~" or nothing is the empty value.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.NullNode:
		return "", true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		if t := n.GetToken(); t != nil && t.Type != token.ImplicitNullType {
			return t.Value, true
		}
	}
	return "", false // Anchors, aliases, tags, block texts: a setting has no use for them.
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return max(n.GetToken().Position.Line, 1)
}

// tooDeep looks at brackets and indentation alone, before a parser recurses into them. It returns the line, from 1.
func tooDeep(src string) (int, bool) {
	depth, number := 0, 0
	for line := range strings.Lines(src) {
		number++
		lead := line[:len(line)-len(strings.TrimLeft(line, " \t-?"))]
		if strings.Count(lead, "-") > maxDepth && strings.Trim(line, "- \r\n") != "" || strings.Count(lead, "?") > maxDepth ||
			strings.Count(lead, " ") > 8*maxDepth {
			return number, true
		}
		for i := range len(line) {
			switch line[i] {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			case '!', '&', '*':
				// The parser nests these as well ("!!a !!b !!c").
				if strings.Count(line, string(line[i])) > 8*maxDepth {
					return number, true
				}
			}
			if depth > maxDepth {
				return number, true
			}
		}
	}
	return 0, false
}
