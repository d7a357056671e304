// Package wordstest finds Korean texts in Go code that have no twin in a table.
package wordstest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Complete fails for every Korean string constant of the package in dir that is no key of the table; for every key that
// stands nowhere in the code; and for every twin whose verbs are others than those of its key. Tests and the files of
// skip are left out, and so is what a method named at is given: that is how the author of a file is told of a mistake.
func Complete(t *testing.T, dir string, table map[string]string, skip ...string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	hangul := regexp.MustCompile(`\p{Hangul}`)
	used := map[string]bool{}
	for _, file := range files {
		base := filepath.Base(file)
		if strings.HasSuffix(base, "_test.go") || base == "english.go" {
			continue
		}
		skipped := slices.Contains(skip, base)
		for text, at := range texts(t, file) {
			if !hangul.MatchString(text) {
				continue
			}
			used[text] = true
			if _, ok := table[text]; !ok && !skipped {
				t.Errorf("%s: no English for %q", at, text)
			}
		}
	}
	verb := regexp.MustCompile(`%(%|(\[\d+\])?[-+#0]*\d*(\.\d+)?[a-zA-Z])`)
	for _, korean := range slices.Sorted(maps.Keys(table)) {
		if !used[korean] {
			t.Errorf("the English table has %q, which nobody says", korean)
		}
		if a, b := verb.FindAllString(korean, -1), verb.FindAllString(table[korean], -1); len(a) != len(b) {
			t.Errorf("%q has verbs %q, its twin %q", korean, a, b)
		}
	}
}

// texts gives the string constants of a file, those put together with + as one, and where they stand.
func texts(t *testing.T, file string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if method, ok := call.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "at" {
				return false
			}
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if text, ok := constant(e); ok {
			found[text] = set.Position(e.Pos()).String()
			return false
		}
		return true
	})
	return found
}

// constant folds literals and sums of them.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BinaryExpr:
		a, ok1 := constant(e.X)
		b, ok2 := constant(e.Y)
		return a + b, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}
