// Command check compares the output of `k8slab lab run all --auto -o json` on its standard input with the list of steps
// that may be unavailable; see package pins. Its arguments say who ran it ("root", "user", or "" for Docker), and which
// labs there are.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/k8slab/k8slab/test/pins"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: check root|user|'' LAB… <OUTPUT")
		os.Exit(2)
	}
	output, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = pins.Check(output, os.Args[1], os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
