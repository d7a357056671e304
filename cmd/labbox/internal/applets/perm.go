//go:build linux

package applets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// changeMode applies one mode of chmod, octal or symbolic (u+rwx,go-w), to the permission bits of a file.
func changeMode(spec string, old uint32, isDir bool, umask uint32) (uint32, error) {
	if n, err := strconv.ParseUint(spec, 8, 12); err == nil {
		return uint32(n), nil
	}
	mode := old
	for clause := range strings.SplitSeq(spec, ",") {
		at := strings.IndexAny(clause, "+-=")
		if at < 0 {
			return 0, fmt.Errorf("invalid mode: %q", spec)
		}
		who, masked := uint32(0), false
		for _, w := range clause[:at] {
			bits, ok := map[rune]uint32{'u': 0o4700, 'g': 0o2070, 'o': 0o1007, 'a': 0o7777}[w]
			if !ok {
				return 0, fmt.Errorf("invalid mode: %q", spec)
			}
			who |= bits
		}
		if who == 0 {
			who, masked = 0o7777, true
		}
		for rest := clause[at:]; rest != ""; {
			op := rest[0]
			end := strings.IndexAny(rest[1:], "+-=") + 1
			if end == 0 {
				end = len(rest)
			}
			bits, err := permissions(rest[1:end], mode, isDir)
			if err != nil {
				return 0, fmt.Errorf("invalid mode: %q", spec)
			}
			bits &= who
			if masked {
				bits &^= umask
			}
			switch op {
			case '+':
				mode |= bits
			case '-':
				mode &^= bits
			case '=':
				mode = mode&^(who&0o777) | bits
			}
			rest = rest[end:]
		}
	}
	return mode, nil
}

func permissions(letters string, old uint32, isDir bool) (uint32, error) {
	bits := uint32(0)
	for _, l := range letters {
		switch l {
		case 'r':
			bits |= 0o444
		case 'w':
			bits |= 0o222
		case 'x':
			bits |= 0o111
		case 'X':
			if isDir || old&0o111 != 0 {
				bits |= 0o111
			}
		case 's':
			bits |= 0o6000
		case 't':
			bits |= 0o1000
		case 'u', 'g', 'o':
			shift := map[rune]uint32{'u': 6, 'g': 3, 'o': 0}[l]
			bits |= (old >> shift & 7) * 0o111
		default:
			return 0, errors.New("unknown permission")
		}
	}
	return bits, nil
}

// eachBelow calls f with a path, and with all below it if deep.
func (c *call) eachBelow(root string, deep bool, f func(path string) error) {
	if !deep {
		if err := f(root); err != nil {
			c.failPath(root, err)
		}
		return
	}
	//nolint:errcheck // our function returns no error of its own
	filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = f(path)
		}
		if err != nil {
			c.failPath(path, err)
		}
		return nil
	})
}

func chmod(c *call) int {
	// A mode such as -w looks like an option.
	args, deep, verbose := []string{}, false, false
	for _, a := range c.args {
		switch a {
		case "-R", "--recursive":
			deep = true
		case "-v", "--verbose":
			verbose = true
		case "--":
		default:
			args = append(args, a)
		}
	}
	if len(args) < 2 {
		return c.misuse(errors.New("missing operand"))
	}
	umask := uint32(unix.Umask(0))
	unix.Umask(int(umask))
	for _, path := range args[1:] {
		c.eachBelow(path, deep, func(path string) error {
			var st unix.Stat_t
			if err := unix.Lstat(path, &st); err != nil {
				return err
			}
			if st.Mode&unix.S_IFMT == unix.S_IFLNK {
				if deep {
					return nil
				}
				if err := unix.Stat(path, &st); err != nil {
					return err
				}
			}
			mode, err := changeMode(args[0], st.Mode&0o7777, st.Mode&unix.S_IFMT == unix.S_IFDIR, umask)
			if err != nil {
				return err
			}
			if verbose {
				fmt.Fprintf(c.out, "mode of '%s' is %04o\n", path, mode)
			}
			return unix.Chmod(path, mode)
		})
	}
	return 0
}

func chown(c *call) int {
	o, err := parse("R h v f recursive=R no-dereference=h", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) < 2 {
		return c.misuse(errors.New("missing operand"))
	}
	spec := o.rest[0]
	if c.name == "chgrp" {
		spec = ":" + spec
	}
	user, group, hasGroup := strings.Cut(spec, ":")
	uid, gid := -1, -1
	if user != "" {
		var ok bool
		if uid, ok = users().id(user); !ok {
			return c.fail("invalid user: '%s'", user)
		}
	}
	if hasGroup && group != "" {
		var ok bool
		if gid, ok = groups().id(group); !ok {
			return c.fail("invalid group: '%s'", group)
		}
	}
	change := os.Chown
	if o.has("h") || o.has("R") {
		change = os.Lchown
	}
	for _, path := range o.rest[1:] {
		c.eachBelow(path, o.has("R"), func(path string) error { return change(path, uid, gid) })
	}
	return 0
}
