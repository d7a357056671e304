//go:build linux

package applets

import (
	"os"
	"strconv"
	"strings"
	"sync"
)

func itoa[T int | int64 | uint64 | uint32](n T) string { return strconv.FormatInt(int64(n), 10) }

// accounts are names by number, from /etc/passwd or /etc/group. A sandbox may have neither; 0 is root all the same.
type accounts map[string]string

func readAccounts(path string) accounts {
	a := accounts{"0": "root"}
	data, _ := os.ReadFile(path)
	for line := range strings.Lines(string(data)) {
		if f := strings.Split(line, ":"); len(f) > 2 {
			a[f[2]] = f[0]
		}
	}
	return a
}

func (a accounts) name(id uint32) string {
	if n, ok := a[itoa(id)]; ok {
		return n
	}
	return itoa(id)
}

// id finds a number by name; a number stands for itself.
func (a accounts) id(name string) (int, bool) {
	for id, n := range a {
		if n == name {
			v, err := strconv.Atoi(id)
			return v, err == nil
		}
	}
	v, err := strconv.ParseUint(name, 10, 31)
	return int(v), err == nil
}

//nolint:gochecknoglobals // read once, and never changed
var (
	users  = sync.OnceValue(func() accounts { return readAccounts("/etc/passwd") })
	groups = sync.OnceValue(func() accounts { return readAccounts("/etc/group") })
)
