// Command describe writes what the lab image will be, for each program linux-ARCH in a directory, beside it as
// linux-ARCH.json. The build embeds that, so that no program has to unpack and hash megabytes to ask an engine whether it
// has the image. Only scripts/labbox.sh runs it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/k8slab/k8slab/sandbox/image"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: describe DIR ARCH…")
		os.Exit(2)
	}
	for _, arch := range os.Args[2:] {
		if err := describe(filepath.Join(os.Args[1], "linux-"+arch), arch); err != nil {
			fmt.Fprintln(os.Stderr, "describe:", err)
			os.Exit(1)
		}
	}
}

func describe(program, arch string) error {
	labbox, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	img, err := image.Build(labbox, arch)
	if err != nil {
		return err
	}
	text, err := json.Marshal(img.Facts())
	if err != nil {
		return err
	}
	return os.WriteFile(program+".json", append(text, '\n'), 0o644)
}
