//go:build linux

package native

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mostFamily bounds the walk through the children of a sandbox without a pids limit.
const mostFamily = 4096

// family lists a process and all that stem from it, the process itself first, the others by number.
func family(root int) []int {
	all := []int{root}
	for i := 0; i < len(all) && len(all) < mostFamily; i++ {
		lists, _ := filepath.Glob("/proc/" + strconv.Itoa(all[i]) + "/task/*/children")
		for _, file := range lists {
			data, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			for field := range strings.FieldsSeq(string(data)) {
				if pid, err := strconv.Atoi(field); err == nil {
					all = append(all, pid)
				}
			}
		}
	}
	slices.Sort(all[1:])
	return all
}
