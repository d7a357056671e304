//go:build linux

package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Names that rewriting brings in. prefix marks commands of this package; a learner cannot mean them by accident.
const (
	prefix  = "sh:"
	varNew  = "_sh_new"    // the number of the job that is being started
	varJob  = "_sh_job"    // inside a background job: its number
	varBang = "_sh_bg_pid" // what $! stands for
	varName = "_sh_name"   // what $0 stands for, which the interpreter knows of whole files only
)

// rewrite makes background statements known to the table of jobs. "X &" becomes
//
//	_sh_new=$(sh:newjob 'X')
//	{ _sh_job=$_sh_new; if (X); then sh:jobend 0; else sh:jobend $?; fi; } &
//	_sh_bg_pid=$(sh:jobpid $_sh_new)
//
// and $! becomes $_sh_bg_pid, as $0 becomes $_sh_name. The interpreter runs the block in a copy of itself, so its variables tell to which job a
// process that starts there belongs.
func rewrite(node syntax.Node) {
	syntax.Walk(node, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			if n.Param == nil {
				break
			}
			if name, ours := map[string]string{"!": varBang, "0": varName}[n.Param.Value]; ours {
				n.Param.Value, n.Short = name, false
			}
		case *syntax.File:
			n.Stmts = background(n.Stmts)
		case *syntax.Block:
			n.Stmts = background(n.Stmts)
		case *syntax.Subshell:
			n.Stmts = background(n.Stmts)
		case *syntax.CmdSubst:
			n.Stmts = background(n.Stmts)
		case *syntax.ProcSubst:
			n.Stmts = background(n.Stmts)
		case *syntax.IfClause:
			n.Cond, n.Then = background(n.Cond), background(n.Then)
		case *syntax.WhileClause:
			n.Cond, n.Do = background(n.Cond), background(n.Do)
		case *syntax.ForClause:
			n.Do = background(n.Do)
		case *syntax.CaseItem:
			n.Stmts = background(n.Stmts)
		}
		return true
	})
}

// background rewrites the background statements of a list, in place of each the three above.
func background(list []*syntax.Stmt) []*syntax.Stmt {
	var out []*syntax.Stmt
	for i, st := range list {
		if !st.Background || isOurs(st) {
			if out != nil {
				out = append(out, st)
			}
			continue
		}
		if out == nil {
			out = append(out, list[:i]...)
		}
		out = append(out, inBackground(st)...)
	}
	if out == nil {
		return list
	}
	return out
}

// isOurs tells a block that rewriting made from what was typed: Walk goes on into the lists we return.
func isOurs(st *syntax.Stmt) bool {
	block, ok := st.Cmd.(*syntax.Block)
	if !ok || len(block.Stmts) != 2 {
		return false
	}
	call, ok := block.Stmts[0].Cmd.(*syntax.CallExpr)
	return ok && len(call.Assigns) == 1 && call.Assigns[0].Name.Value == varJob
}

func inBackground(st *syntax.Stmt) []*syntax.Stmt {
	text := source(st)
	body := *st
	body.Background = false
	block := &syntax.Block{Stmts: []*syntax.Stmt{
		assign(varJob, variable(varNew)),
		{Cmd: &syntax.IfClause{
			Cond: []*syntax.Stmt{{Cmd: &syntax.Subshell{Stmts: []*syntax.Stmt{&body}}}},
			Then: []*syntax.Stmt{command(prefix+"jobend", literal("0"))},
			Else: &syntax.IfClause{Then: []*syntax.Stmt{command(prefix+"jobend", variable("?"))}},
		}},
	}}
	return []*syntax.Stmt{
		assign(varNew, output(command(prefix+"newjob", quoted(text)))),
		{Cmd: block, Background: true},
		assign(varBang, output(command(prefix+"jobpid", variable(varNew)))),
	}
}

// source prints a statement as it is shown by jobs.
func source(st *syntax.Stmt) string {
	plain := *st
	plain.Background = false
	var b strings.Builder
	if syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, &plain) != nil {
		return "?"
	}
	return strings.TrimSpace(b.String())
}

func word(parts ...syntax.WordPart) *syntax.Word { return &syntax.Word{Parts: parts} }

func literal(s string) *syntax.Word { return word(&syntax.Lit{Value: s}) }

func quoted(s string) *syntax.Word { return word(&syntax.SglQuoted{Value: s}) }

func variable(name string) *syntax.Word {
	return word(&syntax.ParamExp{Short: true, Param: &syntax.Lit{Value: name}})
}

func output(st *syntax.Stmt) *syntax.Word { return word(&syntax.CmdSubst{Stmts: []*syntax.Stmt{st}}) }

func command(name string, args ...*syntax.Word) *syntax.Stmt {
	return &syntax.Stmt{Cmd: &syntax.CallExpr{Args: append([]*syntax.Word{literal(name)}, args...)}}
}

func assign(name string, value *syntax.Word) *syntax.Stmt {
	return &syntax.Stmt{Cmd: &syntax.CallExpr{Assigns: []*syntax.Assign{{
		Name: &syntax.Lit{Value: name}, Value: value,
	}}}}
}
