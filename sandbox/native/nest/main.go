//go:build linux

package nest

import (
	"fmt"
	"os"
)

// Main runs the program that args name and returns its exit status; args begin with "nest".
func Main(args []string) int {
	if len(args) == 2 {
		switch args[1] {
		case "keep":
			return Keep()
		case "procfs":
			return Procfs()
		case "watch":
			return Watch()
		}
	}
	fmt.Fprintln(os.Stderr, "usage: labbox nest keep|procfs|watch; only the embedded engine calls it")
	return 2
}
