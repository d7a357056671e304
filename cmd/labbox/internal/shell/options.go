//go:build linux

package shell

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

const usage = `사용법: sh                     대화형 셸을 열어요
        sh -c '명령' [이름 인자…]  명령을 실행해요
        sh 파일 [인자…]           스크립트를 실행해요
셸 안에서 help를 치면 쓸 수 있는 도구를 보여 줘요.
`

type options struct {
	command     *string
	file        string
	name        string // $0
	params      []string
	set         []string // options of the set builtin: -e, -u, -x
	interactive bool
	help        bool
}

func parseOptions(args []string) (options, error) {
	o := options{name: "sh"}
	rest := args[1:]
	force, stdin, wantCommand := false, false, false
	for len(rest) > 0 && len(rest[0]) > 1 && strings.ContainsRune("-+", rune(rest[0][0])) {
		arg := rest[0]
		rest = rest[1:]
		if arg == "--" {
			break
		}
		switch arg {
		case "--help":
			o.help = true
			return o, nil
		case "--login", "--norc", "--noprofile":
			continue
		case "-o", "+o":
			if len(rest) == 0 {
				return o, fmt.Errorf("%s: option requires an argument", arg)
			}
			o.set = append(o.set, arg, rest[0])
			rest = rest[1:]
			continue
		}
		for _, c := range arg[1:] {
			switch c {
			case 'c':
				wantCommand = true
			case 'i':
				force = true
			case 's':
				stdin = true
			case 'l', 'm':
			case 'e', 'u', 'x', 'n', 'f', 'a':
				o.set = append(o.set, arg[:1]+string(c))
			default:
				return o, fmt.Errorf("-%c: invalid option", c)
			}
		}
	}
	switch {
	case wantCommand && len(rest) == 0:
		return o, fmt.Errorf("-c: option requires an argument")
	case wantCommand:
		o.command = &rest[0]
		if len(rest) > 1 {
			o.name = rest[1]
		}
		if len(rest) > 2 {
			o.params = rest[2:]
		}
	case len(rest) > 0 && !stdin:
		o.file, o.name, o.params = rest[0], rest[0], rest[1:]
	default:
		o.params = rest
		o.interactive = force || term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd()))
	}
	return o, nil
}

// execSimple becomes the command, if it is one program with plain words, as other shells do: "sh -c 'work bank'" then
// is one process. It returns if the command is anything else.
func execSimple(command string, o options, applets map[string]bool) {
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil || len(file.Stmts) != 1 || len(o.set) > 0 {
		return
	}
	st := file.Stmts[0]
	call, ok := st.Cmd.(*syntax.CallExpr)
	if !ok || st.Background || st.Negated || len(st.Redirs) > 0 || len(call.Assigns) > 0 {
		return
	}
	var words []string
	for _, w := range call.Args {
		lit := w.Lit()
		if lit == "" || strings.ContainsAny(lit, `*?[]{}~\$`) {
			return
		}
		words = append(words, lit)
	}
	if interp.IsBuiltin(words[0]) || words[0] == "help" {
		return
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		if !applets[words[0]] {
			return
		}
		path = self
	}
	_ = unix.Exec(path, words, os.Environ()) // refused: it is run, and complained about, in the ordinary way
}
