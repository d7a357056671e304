//go:build linux

package shell

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// completer completes commands in the place of a command, variables after '$', and file names elsewhere.
type completer struct{ s *Shell }

// Do implements readline.AutoCompleter: the rest of each candidate, and how many runes of it are typed already.
func (c *completer) Do(line []rune, pos int) ([][]rune, int) {
	before, typed := lastWord(string(line[:pos]))
	var found []string
	switch {
	case strings.HasPrefix(typed, "$"):
		found = c.variables(typed)
	case commandPlace(before) && !strings.Contains(typed, "/"):
		found = c.commands(typed)
	default:
		found = c.files(typed)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	out := make([][]rune, len(found))
	n := len([]rune(typed))
	for i, f := range found {
		out[i] = []rune(f)[n:]
	}
	return out, n
}

// lastWord cuts a line into what stands before its last word and that word, as typed.
func lastWord(line string) (before, word string) {
	start := 0
	var quote rune
	escaped := false
	for i, r := range line {
		switch {
		case escaped:
			escaped = false
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\\':
			escaped = true
		case r == '\'' || r == '"':
			quote = r
		case strings.ContainsRune(" \t;|&()<>=", r):
			start = i + 1
		}
	}
	return line[:start], line[start:]
}

// commandPlace tells whether the next word is a command.
func commandPlace(before string) bool {
	t := strings.TrimRight(before, " \t")
	if t == "" || strings.ContainsRune(";|&(", rune(t[len(t)-1])) {
		return true
	}
	fields := strings.Fields(t)
	last := fields[len(fields)-1]
	return slices.Contains([]string{"then", "do", "else", "exec", "time", "!", "{", "sudo", "which", "type"}, last)
}

func (c *completer) commands(typed string) []string {
	names := append([]string{
		"alias", "bg", "cd", "exit", "export", "fg", "help", "history", "jobs", "type", "ulimit", "umask", "unset", "wait",
	}, c.s.names...)
	for f := range c.s.runner.Funcs {
		names = append(names, f)
	}
	for _, dir := range filepath.SplitList(c.s.get("PATH")) {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			names = append(names, e.Name())
		}
	}
	var out []string
	for _, n := range names {
		if strings.HasPrefix(n, typed) {
			out = append(out, n+" ")
		}
	}
	return out
}

func (c *completer) variables(typed string) []string {
	var out []string
	names := map[string]bool{}
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		names[name] = true
	}
	for name := range c.s.runner.Vars {
		names[name] = true
	}
	for name := range names {
		if strings.HasPrefix("$"+name, typed) && !strings.HasPrefix(name, "_sh_") {
			out = append(out, "$"+name)
		}
	}
	return out
}

// files completes the last part of a path. Letters that mean something to the shell are escaped.
func (c *completer) files(typed string) []string {
	slash := strings.LastIndexByte(typed, '/') + 1
	dirTyped, base := typed[:slash], unescape(typed[slash:])
	dir := unescape(dirTyped)
	if rest, ok := strings.CutPrefix(dir, "~/"); ok {
		dir = filepath.Join(c.s.get("HOME"), rest)
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(c.s.runner.Dir, dir)
	}
	entries, _ := os.ReadDir(dir)
	var out []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || name[0] == '.' && !strings.HasPrefix(base, ".") {
			continue
		}
		end := " "
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			end = "/"
		}
		if full := dirTyped + escape(name) + end; strings.HasPrefix(full, typed) {
			out = append(out, full)
		}
	}
	return out
}

const special = " \t\\'\"$`;&|<>()*?[]{}!#~"

func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unescape(s string) string {
	s = strings.TrimLeft(s, `'"`)
	var b strings.Builder
	escaped := false
	for _, r := range s {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		b.WriteRune(r)
	}
	return b.String()
}
