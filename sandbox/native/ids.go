//go:build linux

package native

import (
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Base is the first of the 65,536 user IDs as which the sandboxes of root run. It lies in a range that systemd's list of
// user IDs leaves unused, beyond all accounts, subordinate IDs and containers.
const Base = 1879048192

const rangeSize = 65536

// idRange says which users of ours the keeper's user namespace has, from 0 on. A nil range is no namespace.
type idRange struct {
	uid, gid, size int
	groups         bool // setgroups(2) stays allowed
}

// idsFor chooses them: for root a range that belongs to nobody, for anyone else their own ID alone, since nobody else's
// may be given away without a set-user-ID program.
func idsFor(root bool) *idRange {
	if !root {
		return &idRange{uid: os.Geteuid(), gid: os.Getegid(), size: 1}
	}
	data, _ := os.ReadFile("/proc/self/uid_map")
	first, size := freeRange(string(data))
	return &idRange{uid: first, gid: first, size: size, groups: true}
}

// freeRange chooses among the IDs of the namespace that we are in ourselves, given its uid_map: the usual range, or the
// upper half of what there is.
func freeRange(uidMap string) (first, size int) {
	first, size = Base, rangeSize
	best := 0
	for line := range strings.Lines(uidMap) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		start, err1 := strconv.Atoi(fields[0])
		length, err2 := strconv.Atoi(fields[2])
		if err1 != nil || err2 != nil {
			continue
		}
		if start <= Base && Base+rangeSize <= start+length {
			return Base, rangeSize
		}
		if length > best {
			best = length
			first, size = start+length/2, max(length/2, 1)
		}
	}
	return first, min(size, rangeSize)
}

// attr starts a process in the namespaces that the keeper lives in.
func (r *idRange) attr() *syscall.SysProcAttr {
	if r == nil {
		return &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS}
	}
	attr := &syscall.SysProcAttr{
		Cloneflags:                 unix.CLONE_NEWNS | unix.CLONE_NEWUSER,
		UidMappings:                []syscall.SysProcIDMap{{HostID: r.uid, Size: r.size}},
		GidMappings:                []syscall.SysProcIDMap{{HostID: r.gid, Size: r.size}},
		GidMappingsEnableSetgroups: r.groups,
	}
	if r.groups {
		attr.Credential = &syscall.Credential{}
	}
	return attr
}
