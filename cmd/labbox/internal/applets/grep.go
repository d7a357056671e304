//go:build linux

package applets

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// grepper is one run of grep.
type grepper struct {
	c             *call
	o             *options
	re            *regexp.Regexp
	before, after int
	withName      bool
	noDot         bool // names below "." are shown without "./"
	found         bool
}

func grep(c *call) int {
	o, err := parse("i v n c l L r R q s h H w x o F E G e: f: m: A: B: C: a I color:: include: exclude: "+
		"ignore-case=i invert-match=v line-number=n count=c files-with-matches=l recursive=r quiet=q silent=q no-messages=s "+
		"no-filename=h with-filename=H word-regexp=w line-regexp=x only-matching=o fixed-strings=F extended-regexp=E "+
		"regexp=e file=f max-count=m after-context=A before-context=B context=C color=color colour=color include=include "+
		"exclude=exclude text=a", oldCount(c.args, "-C", "efmABC"))
	if err != nil {
		return c.misuse(err)
	}
	patterns := o.values["e"]
	if len(patterns) == 0 {
		if len(o.rest) == 0 {
			return c.misuse(errors.New("missing pattern"))
		}
		patterns, o.rest = o.rest[:1], o.rest[1:]
	}
	g := &grepper{c: c, o: o}
	if g.re, err = grepPattern(patterns, o); err != nil {
		return c.misuse(err)
	}
	for flag, n := range map[string][]*int{"A": {&g.after}, "B": {&g.before}, "C": {&g.after, &g.before}} {
		k, err := o.number(flag, -1)
		if err != nil {
			return c.misuse(err)
		}
		for _, p := range n {
			if k >= 0 {
				*p = k
			}
		}
	}
	recursive := o.has("r") || o.has("R")
	if recursive && len(o.rest) == 0 {
		o.rest, g.noDot = []string{"."}, true
	}
	g.withName = (recursive || len(o.rest) > 1 || o.has("H")) && !o.has("h")
	g.files(recursive)
	switch {
	case c.code > 0 && !(g.found && o.has("q")):
		return 2
	case !g.found:
		return 1
	}
	return 0
}

// grepPattern makes one regular expression of all patterns. Basic ones are rewritten to Go's syntax.
func grepPattern(patterns []string, o *options) (*regexp.Regexp, error) {
	var alternatives []string
	for _, p := range patterns {
		for line := range strings.SplitSeq(p, "\n") {
			switch {
			case o.has("F"):
				line = regexp.QuoteMeta(line)
			case !o.has("E"):
				line = basicToExtended(line)
			}
			alternatives = append(alternatives, "(?:"+line+")")
		}
	}
	expr := "(" + strings.Join(alternatives, "|") + ")"
	if o.has("w") { // Go's \b knows the letters of ASCII alone
		expr = `(?:^|[^\pL\pN_])` + expr + `(?:$|[^\pL\pN_])`
	}
	if o.has("x") {
		expr = "^" + expr + "$"
	}
	if o.has("i") {
		expr = "(?i)" + expr
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, fmt.Errorf("invalid regular expression: %s", strings.Join(patterns, ", "))
	}
	return re, nil
}

// basicToExtended swaps the meaning of \( \) \{ \} \| \+ \? and their plain forms; a leading '*' is a letter.
func basicToExtended(s string) string {
	const swapped = "(){}|+?"
	var b strings.Builder
	inClass := false
	for i := 0; i < len(s); i++ {
		ch := s[i]
		switch {
		case inClass:
			inClass = ch != ']' || strings.HasSuffix(s[:i], "[") || strings.HasSuffix(s[:i], "[^")
			if ch == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(ch)
			continue
		case ch == '[':
			inClass = true
		case ch == '\\' && i+1 < len(s):
			i++
			switch {
			case strings.IndexByte(swapped, s[i]) >= 0:
			case s[i] == '<' || s[i] == '>':
				b.WriteString(`\b`)
				continue
			default:
				b.WriteByte('\\')
			}
			b.WriteByte(s[i])
			continue
		case strings.IndexByte(swapped, ch) >= 0, ch == '*' && b.Len() == 0:
			b.WriteByte('\\')
		}
		b.WriteByte(ch)
	}
	return b.String()
}

func (g *grepper) files(recursive bool) {
	if !recursive {
		g.c.eachFile(g.o.rest, func(name string, r io.Reader) error {
			if f, ok := r.(*os.File); ok && name != "-" {
				if info, err := f.Stat(); err == nil && info.IsDir() {
					if !g.o.has("s") {
						g.c.fail("%s: Is a directory", name)
					}
					return nil
				}
			}
			return g.file(name, r)
		})
		return
	}
	for _, root := range g.o.rest {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				if !g.o.has("s") {
					g.c.failPath(path, err)
				}
				return nil
			}
			if !d.Type().IsRegular() || !g.wanted(d.Name()) {
				return nil
			}
			f, err := os.Open(path)
			if err != nil {
				if !g.o.has("s") {
					g.c.failPath(path, err)
				}
				return nil
			}
			defer f.Close()
			if !g.noDot && (root == "." || strings.HasPrefix(root, "./")) {
				path = "./" + path
			}
			if err := g.file(path, f); err != nil && !g.o.has("s") {
				g.c.failPath(path, err)
			}
			return nil
		})
		if err != nil {
			g.c.failPath(root, err)
		}
	}
}

// wanted applies --include and --exclude.
func (g *grepper) wanted(name string) bool {
	match := func(globs []string) bool {
		for _, glob := range globs {
			if ok, err := filepath.Match(glob, name); ok && err == nil {
				return true
			}
		}
		return false
	}
	if inc := g.o.values["include"]; len(inc) > 0 && !match(inc) {
		return false
	}
	return !match(g.o.values["exclude"])
}

// file searches one file.
func (g *grepper) file(name string, r io.Reader) error {
	o, number, hits, lastShown, pending := g.o, 0, 0, 0, 0
	most, err := o.number("m", 1<<30)
	if err != nil {
		return err
	}
	binary := false
	var held []string // lines before a match that were not shown
	scanErr := scanLines(r, func(line string) bool {
		number++
		line = strings.TrimSuffix(line, "\n")
		binary = binary || strings.IndexByte(line, 0) >= 0
		if g.re.MatchString(line) == o.has("v") {
			switch {
			case pending > 0:
				g.show(name, number, '-', line)
				lastShown, pending = number, pending-1
			case g.before > 0:
				if held = append(held, line); len(held) > g.before {
					held = held[1:]
				}
			}
			return true
		}
		hits, g.found = hits+1, true
		switch {
		case o.has("q"), o.has("l"), o.has("L"):
			return false
		case o.has("c"):
		case binary && !o.has("a"):
			fmt.Fprintf(g.c.out, "Binary file %s matches\n", name)
			return false
		default:
			if (g.before > 0 || g.after > 0) && lastShown > 0 && number-len(held) > lastShown+1 {
				fmt.Fprintln(g.c.out, "--")
			}
			for i, h := range held {
				g.show(name, number-len(held)+i, '-', h)
			}
			held = held[:0]
			g.show(name, number, ':', line)
			lastShown, pending = number, g.after
		}
		return hits < most || pending > 0
	})
	switch {
	case o.has("c"):
		if g.withName {
			fmt.Fprintf(g.c.out, "%s:", name)
		}
		fmt.Fprintln(g.c.out, hits)
	case o.has("l") && hits > 0, o.has("L") && hits == 0:
		fmt.Fprintln(g.c.out, name)
	}
	return scanErr
}

// showOnly shows the matches of a line alone. With -w what lies between two words may end one match and begin the next.
func (g *grepper) showOnly(start, line string) {
	if !g.o.has("w") {
		for _, m := range g.re.FindAllStringSubmatchIndex(line, -1) {
			if m[2] < m[3] {
				fmt.Fprintln(g.c.out, start+line[m[2]:m[3]])
			}
		}
		return
	}
	for {
		m := g.re.FindStringSubmatchIndex(line)
		if m == nil || m[2] == m[3] {
			return
		}
		fmt.Fprintln(g.c.out, start+line[m[2]:m[3]])
		line = line[m[3]:]
	}
}

func (g *grepper) show(name string, number int, mark byte, line string) {
	start := ""
	if g.withName {
		start = name + string(mark)
	}
	if g.o.has("n") {
		start += fmt.Sprint(number) + string(mark)
	}
	if g.o.has("o") && mark == ':' {
		g.showOnly(start, line)
		return
	}
	fmt.Fprintln(g.c.out, start+line)
}
