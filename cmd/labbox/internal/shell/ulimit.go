//go:build linux

package shell

import (
	"context"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"
	"mvdan.cc/sh/v3/interp"
)

// limit is one resource limit of setrlimit(2).
type limit struct {
	flag     byte
	resource int
	name     string
	unit     uint64 // bytes in what is shown
}

func limits() []limit {
	return []limit{
		{'c', unix.RLIMIT_CORE, "core file size (blocks)", 512},
		{'d', unix.RLIMIT_DATA, "data seg size (kbytes)", 1024},
		{'f', unix.RLIMIT_FSIZE, "file size (blocks)", 512},
		{'l', unix.RLIMIT_MEMLOCK, "max locked memory (kbytes)", 1024},
		{'n', unix.RLIMIT_NOFILE, "open files", 1},
		{'s', unix.RLIMIT_STACK, "stack size (kbytes)", 1024},
		{'t', unix.RLIMIT_CPU, "cpu time (seconds)", 1},
		{'u', unix.RLIMIT_NPROC, "max user processes", 1},
		{'v', unix.RLIMIT_AS, "virtual memory (kbytes)", 1024},
	}
}

// ulimit shows or sets a limit of the shell and of everything it starts: ulimit -a, ulimit -n, ulimit -n 64.
func ulimit(ctx context.Context, args []string) error {
	out, flag, value := interp.HandlerCtx(ctx).Stdout, byte('f'), ""
	for _, a := range args[1:] {
		switch {
		case len(a) == 2 && a[0] == '-':
			if a[1] != 'S' && a[1] != 'H' {
				flag = a[1]
			}
		default:
			value = a
		}
	}
	for _, l := range limits() {
		if flag != 'a' && flag != l.flag {
			continue
		}
		var r unix.Rlimit
		if err := unix.Getrlimit(l.resource, &r); err != nil {
			return complain(ctx, args[0], err)
		}
		if flag == 'a' {
			fmt.Fprintf(out, "%-30s (-%c) %s\n", l.name, l.flag, shown(r.Cur, l.unit))
			continue
		}
		if value == "" {
			fmt.Fprintln(out, shown(r.Cur, l.unit))
			return nil
		}
		n, err := parseLimit(value, l.unit)
		if err != nil {
			return complain(ctx, args[0], fmt.Errorf("%s: invalid number", value))
		}
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: n, Max: n}); err != nil {
			return complain(ctx, args[0], err)
		}
		return nil
	}
	if flag != 'a' {
		return complain(ctx, args[0], fmt.Errorf("-%c: invalid option", flag))
	}
	return nil
}

func shown(n, unit uint64) string {
	if n == unix.RLIM_INFINITY {
		return "unlimited"
	}
	return strconv.FormatUint(n/unit, 10)
}

func parseLimit(s string, unit uint64) (uint64, error) {
	if s == "unlimited" {
		return unix.RLIM_INFINITY, nil
	}
	n, err := strconv.ParseUint(s, 10, 40)
	return n * unit, err
}
