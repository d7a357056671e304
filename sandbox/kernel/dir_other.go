//go:build !linux

package kernel

import (
	"io/fs"
	"os"
)

// Dir is the tree below a directory. Only Linux has the files that this package reads; elsewhere it serves recordings.
func Dir(path string) fs.FS { return os.DirFS(path) }
