package labs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Bounds of expressions.
const (
	// costLimit bounds one evaluation, in CEL's cost units: a good check stays below a hundred.
	costLimit = 10_000
	// maxExpressions bounds how many there are in a file, since all of them are evaluated after each observation.
	maxExpressions = 200
	// maxLoops is how deep exists, all, map and filter may be nested.
	maxLoops = 3
)

// restrict refuses what CEL's cost limit does not see. A cost is counted after a call has been made, and lists are joined
// for nothing, however long they become: a list joined with itself thirty times takes no memory, and for ever to compare.
func restrict(checked *ast.AST) error {
	for _, e := range ast.MatchDescendants(ast.NavigateAST(checked), ast.AllMatcher()) {
		switch e.Kind() {
		case ast.CallKind:
			if joinsLists(checked, e) {
				return errors.New("식에서 목록을 +로 이을 수 없어요")
			}
		case ast.ComprehensionKind:
			if loops(e) > maxLoops {
				return fmt.Errorf("식에서 exists, all, map, filter는 %d겹까지만 쓸 수 있어요", maxLoops)
			}
		default:
		}
	}
	return nil
}

// joinsLists reports whether a call may join two lists. What map and filter become joins to their accumulator, whose name
// nobody can write; it is bounded by what they loop over.
func joinsLists(checked *ast.AST, e ast.NavigableExpr) bool {
	if !slices.Contains(checked.GetOverloadIDs(e.ID()), overloads.AddList) {
		return false
	}
	first := e.AsCall().Args()[0]
	return first.Kind() != ast.IdentKind || !strings.HasPrefix(first.AsIdent(), "@")
}

// loops is how many loops a loop is inside of, itself counted.
func loops(e ast.NavigableExpr) int {
	n := 1
	for parent, ok := e.Parent(); ok; parent, ok = parent.Parent() {
		if parent.Kind() == ast.ComprehensionKind {
			n++
		}
	}
	return n
}

// weigher makes the texts and lists that a function gives count by their length: those of the string extension would
// cost nothing, and a replacement in a replacement fills any memory.
type weigher struct{}

// CallCost implements CEL's estimator; nil leaves a call's cost to CEL.
func (weigher) CallCost(_, _ string, _ []ref.Val, result ref.Val) *uint64 {
	var cost uint64
	switch v := result.(type) {
	case types.String:
		cost = 1 + uint64(len(v))/10
	case types.Bytes:
		cost = 1 + uint64(len(v))/10
	default:
		return nil
	}
	return &cost
}

// limited are the options under which every expression runs.
func limited() []cel.ProgramOption {
	return []cel.ProgramOption{cel.CostLimit(costLimit), cel.CostTracking(weigher{}), cel.EvalOptions(cel.OptOptimize)}
}
