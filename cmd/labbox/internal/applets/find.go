//go:build linux

package applets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// test is one condition or action of find; it reports whether the next one is to be looked at.
type test func(path string, depth int, info fs.FileInfo) bool

// finder is one run of find.
type finder struct {
	c          *call
	words      []string
	min, max   int
	depthFirst bool
	sameDevice bool
	acts       bool // there is an action, so paths are not printed by themselves
	prune      bool // set by -prune for the directory at hand
}

func find(c *call) int {
	i := 0
	for i < len(c.args) && !strings.HasPrefix(c.args[i], "-") && c.args[i] != "!" && c.args[i] != "(" {
		i++
	}
	roots := c.args[:i]
	if len(roots) == 0 {
		roots = []string{"."}
	}
	f := &finder{c: c, words: c.args[i:], max: 1 << 30}
	expr, err := f.or()
	if err == nil && len(f.words) > 0 {
		err = fmt.Errorf("unexpected '%s'", f.words[0])
	}
	if err != nil {
		return c.misuse(err)
	}
	if !f.acts {
		cond := expr
		expr = func(path string, depth int, info fs.FileInfo) bool {
			if cond(path, depth, info) {
				fmt.Fprintln(c.out, path)
			}
			return true
		}
	}
	for _, root := range roots {
		info, err := os.Lstat(root)
		if err != nil {
			c.failPath(root, err)
			continue
		}
		f.walk(root, 0, info, expr)
	}
	return 0
}

func (f *finder) walk(path string, depth int, info fs.FileInfo, expr test) {
	f.prune = false
	if depth >= f.min && !f.depthFirst {
		expr(path, depth, info)
	}
	if info.IsDir() && depth < f.max && !f.prune {
		list, err := os.ReadDir(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			f.c.failPath(path, err)
		}
		for _, e := range list {
			child := filepath.Join(path, e.Name())
			if !strings.HasPrefix(path, "/") && strings.HasPrefix(path, ".") {
				child = path + "/" + e.Name() // ./x, not x
			}
			inner, err := e.Info()
			if err != nil {
				continue // gone since it was listed
			}
			if f.sameDevice && device(inner) != device(info) {
				continue
			}
			f.walk(child, depth+1, inner, expr)
		}
	}
	if depth >= f.min && f.depthFirst {
		expr(path, depth, info)
	}
}

func device(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Dev)
	}
	return 0
}

func (f *finder) next() string {
	if len(f.words) == 0 {
		return ""
	}
	w := f.words[0]
	f.words = f.words[1:]
	return w
}

func (f *finder) peek() string {
	if len(f.words) == 0 {
		return ""
	}
	return f.words[0]
}

func (f *finder) or() (test, error) {
	left, err := f.and()
	for err == nil && (f.peek() == "-o" || f.peek() == "-or") {
		f.next()
		var right test
		if right, err = f.and(); err == nil {
			a, b := left, right
			left = func(p string, d int, i fs.FileInfo) bool { return a(p, d, i) || b(p, d, i) }
		}
	}
	return left, err
}

func (f *finder) and() (test, error) {
	left := test(func(string, int, fs.FileInfo) bool { return true })
	for {
		switch w := f.peek(); w {
		case "", "-o", "-or", ")":
			return left, nil
		case "-a", "-and":
			f.next()
			continue
		}
		right, err := f.one()
		if err != nil {
			return nil, err
		}
		a := left
		left = func(p string, d int, i fs.FileInfo) bool { return a(p, d, i) && right(p, d, i) }
	}
}

func (f *finder) one() (test, error) {
	switch w := f.next(); w {
	case "!", "-not":
		t, err := f.one()
		return func(p string, d int, i fs.FileInfo) bool { return !t(p, d, i) }, err
	case "(":
		t, err := f.or()
		if err == nil && f.next() != ")" {
			err = errors.New("missing ')'")
		}
		return t, err
	case "-print", "-print0", "-delete", "-prune", "-ls", "-exec", "-quit":
		return f.action(w)
	case "-depth":
		f.depthFirst = true
	case "-xdev", "-mount":
		f.sameDevice = true
	case "-empty":
		return func(p string, _ int, i fs.FileInfo) bool {
			if i.IsDir() {
				list, err := os.ReadDir(p)
				return err == nil && len(list) == 0
			}
			return i.Mode().IsRegular() && i.Size() == 0
		}, nil
	case "-executable":
		return func(_ string, _ int, i fs.FileInfo) bool { return i.Mode()&0o111 != 0 }, nil
	default:
		if f.peek() == "" {
			return nil, fmt.Errorf("missing argument to '%s'", w)
		}
		return f.withArgument(w, f.next())
	}
	return func(string, int, fs.FileInfo) bool { return true }, nil
}

func (f *finder) withArgument(w, arg string) (test, error) {
	switch w {
	case "-name", "-iname", "-path", "-wholename", "-ipath":
		fold := strings.HasPrefix(w, "-i")
		if fold {
			arg = strings.ToLower(arg)
		}
		if _, err := filepath.Match(arg, ""); err != nil {
			return nil, fmt.Errorf("bad pattern '%s'", arg)
		}
		return func(p string, _ int, _ fs.FileInfo) bool {
			s := p
			if strings.HasSuffix(w, "name") && w != "-wholename" {
				s = filepath.Base(p)
			} else {
				// '*' of -path matches slashes too
				s, arg := strings.ReplaceAll(s, "/", "\x01"), strings.ReplaceAll(arg, "/", "\x01")
				ok, _ := filepath.Match(arg, s)
				return ok
			}
			if fold {
				s = strings.ToLower(s)
			}
			ok, _ := filepath.Match(arg, s)
			return ok
		}, nil
	case "-type":
		kinds := map[string]fs.FileMode{
			"d": fs.ModeDir, "l": fs.ModeSymlink, "p": fs.ModeNamedPipe, "s": fs.ModeSocket, "b": fs.ModeDevice,
			"c": fs.ModeDevice | fs.ModeCharDevice, "f": 0,
		}
		kind, ok := kinds[arg]
		if !ok {
			return nil, fmt.Errorf("unknown type '%s'", arg)
		}
		return func(_ string, _ int, i fs.FileInfo) bool { return i.Mode().Type() == kind }, nil
	case "-maxdepth", "-mindepth":
		n, err := strconv.Atoi(arg)
		if err != nil {
			return nil, fmt.Errorf("invalid number '%s'", arg)
		}
		if w == "-maxdepth" {
			f.max = n
		} else {
			f.min = n
		}
		return func(string, int, fs.FileInfo) bool { return true }, nil
	case "-size", "-mtime", "-mmin", "-perm", "-user", "-newer":
		return compareTest(w, arg)
	}
	return nil, fmt.Errorf("unknown predicate '%s'", w)
}

// compareTest makes the tests that compare with a number (+n more, -n less, n equal), an owner or a file.
func compareTest(w, arg string) (test, error) {
	switch w {
	case "-user":
		uid, ok := users().id(arg)
		if !ok {
			return nil, fmt.Errorf("'%s' is not the name of a known user", arg)
		}
		return func(_ string, _ int, i fs.FileInfo) bool {
			st, ok := i.Sys().(*syscall.Stat_t)
			return ok && int(st.Uid) == uid
		}, nil
	case "-newer":
		ref, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("'%s': %s", arg, reason(err))
		}
		return func(_ string, _ int, i fs.FileInfo) bool { return i.ModTime().After(ref.ModTime()) }, nil
	case "-perm":
		n, err := strconv.ParseUint(strings.TrimLeft(arg, "-/"), 8, 12)
		if err != nil {
			return nil, fmt.Errorf("invalid mode '%s'", arg)
		}
		return func(_ string, _ int, i fs.FileInfo) bool {
			st, ok := i.Sys().(*syscall.Stat_t)
			mode, want := uint64(0), n
			if ok {
				mode = uint64(st.Mode) & 0o7777
			}
			switch arg[0] {
			case '-':
				return mode&want == want
			case '/':
				return mode&want != 0
			}
			return mode == want
		}, nil
	}
	sign, digits := "", arg
	if strings.ContainsAny(arg[:1], "+-") {
		sign, digits = arg[:1], arg[1:]
	}
	unit := int64(512)
	if u := strings.TrimLeft(digits, "0123456789"); w == "-size" && u != "" {
		unit = map[string]int64{"c": 1, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30, "b": 512, "w": 2}[u]
		digits = strings.TrimSuffix(digits, u)
	}
	n, err := strconv.ParseInt(digits, 10, 40)
	if err != nil || unit == 0 {
		return nil, fmt.Errorf("invalid argument '%s' to '%s'", arg, w)
	}
	return func(_ string, _ int, i fs.FileInfo) bool {
		var v int64
		switch w {
		case "-size":
			v = (i.Size() + unit - 1) / unit
		case "-mtime":
			v = int64(time.Since(i.ModTime()) / (24 * time.Hour))
		default:
			v = int64(time.Since(i.ModTime()) / time.Minute)
		}
		return sign == "+" && v > n || sign == "-" && v < n || sign == "" && v == n
	}, nil
}

func (f *finder) action(w string) (test, error) {
	f.acts = f.acts || w != "-prune"
	switch w {
	case "-prune":
		return func(string, int, fs.FileInfo) bool { f.prune = true; return true }, nil
	case "-quit":
		return func(string, int, fs.FileInfo) bool { f.c.flush(); os.Exit(f.c.code); return false }, nil
	case "-delete":
		f.depthFirst = true
		return func(p string, _ int, _ fs.FileInfo) bool {
			if err := os.Remove(p); err != nil {
				f.c.fail("cannot delete '%s': %s", p, reason(err))
				return false
			}
			return true
		}, nil
	case "-exec":
		return f.execAction()
	}
	end := map[string]string{"-print0": "\x00"}[w]
	if end == "" {
		end = "\n"
	}
	return func(p string, _ int, i fs.FileInfo) bool {
		if w == "-ls" {
			fmt.Fprintf(f.c.out, "%s %9d %s ", i.Mode(), i.Size(), when(i.ModTime()))
		}
		fmt.Fprint(f.c.out, p+end)
		return true
	}, nil
}

// execAction is -exec COMMAND {} ; (and +, which here runs the command for each path as well).
func (f *finder) execAction() (test, error) {
	var words []string
	for {
		w := f.next()
		if w == "" {
			return nil, errors.New("missing ';' after -exec")
		}
		if w == ";" || w == "+" && len(words) > 0 && words[len(words)-1] == "{}" {
			break
		}
		words = append(words, w)
	}
	if len(words) == 0 {
		return nil, errors.New("missing command after -exec")
	}
	return func(p string, _ int, _ fs.FileInfo) bool {
		args := make([]string, len(words))
		for i, w := range words {
			args[i] = strings.ReplaceAll(w, "{}", p)
		}
		f.c.out.Flush() //nolint:errcheck // told at the end
		err := runTool(args)
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			f.c.fail("%s: %v", args[0], err)
		}
		return err == nil
	}, nil
}
