package kernel

import "bytes"

// overflowUID is what the kernel shows for a user that a namespace does not map (/proc/sys/kernel/overflowuid).
const overflowUID = 65534

// IDMap is a process's /proc/PID/uid_map: how users inside its user namespace are users of the reader's.
type IDMap []idRange

// idRange maps length users from inner on to those from outer on.
type idRange struct{ inner, outer, length uint64 }

// UIDMap reads /proc/PID/uid_map.
func (k FS) UIDMap(pid int) (IDMap, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.proc(pid, "uid_map", b)
	if err != nil {
		return nil, err
	}
	ids, err := parseIDMap(data)
	return ids, inFile("uid_map", err)
}

// Inner returns what an outer user is inside.
func (m IDMap) Inner(outer int) int {
	for _, r := range m {
		if o := uint64(outer); o >= r.outer && o-r.outer < r.length {
			return int(r.inner + o - r.outer)
		}
	}
	return overflowUID
}

// RootMapped reports whether user 0 inside is not user 0 outside: it is mapped elsewhere, or to nobody.
func (m IDMap) RootMapped() bool {
	for _, r := range m {
		if r.inner == 0 && r.length > 0 {
			return r.outer != 0
		}
	}
	return true
}

// parseIDMap understands lines of three numbers: first inside, first outside, how many.
func parseIDMap(data []byte) (IDMap, error) {
	var ids IDMap
	for line := range bytes.Lines(data) {
		var n [3]uint64
		i := 0
		for w := range words(line) {
			value, err := number(w)
			if err != nil || i == len(n) || value > 1<<32 {
				return nil, malformed("three numbers", line)
			}
			n[i] = value
			i++
		}
		if i != len(n) {
			return nil, malformed("three numbers", line)
		}
		ids = append(ids, idRange{inner: n[0], outer: n[1], length: n[2]})
	}
	return ids, nil
}
