package main

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// releaseProgram unmaps the pages of the program file that are in memory; those that are needed again are mapped again
// from the page cache, 64 KB at a time, without reading a disk. What package initialisation alone has touched stays out.
//
// Only what cannot be written is released, where memory and file are the same: the mappings of /proc/self/maps that are
// of this file and not writable. Failures mean only that the program stays as large as it is.
func releaseProgram() {
	file, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		if from, to, ok := programPages(strings.TrimSuffix(line, "\n"), file); ok {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED)
		}
	}
}

// programPages reads a line of maps: "00400000-01038000 r-xp 00000000 fe:00 1000541    /usr/bin/k8slab". It is ok if
// these are pages of the file that nothing writes to.
func programPages(line, file string) (from, to uintptr, ok bool) {
	area, rest, _ := strings.Cut(line, " ")
	mode, _, _ := strings.Cut(rest, " ")
	first, last, _ := strings.Cut(area, "-")
	a, errA := strconv.ParseUint(first, 16, strconv.IntSize)
	b, errB := strconv.ParseUint(last, 16, strconv.IntSize)
	if errA != nil || errB != nil || a >= b || len(mode) != 4 || mode[1] != '-' || mode[3] != 'p' {
		return 0, 0, false
	}
	return uintptr(a), uintptr(b), strings.HasSuffix(line, " "+file)
}
