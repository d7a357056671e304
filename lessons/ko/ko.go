// Package ko holds the Korean course that the program carries in itself.
package ko

import (
	"embed"
	"io/fs"
)

//go:embed *
var files embed.FS

// FS is the course's files. See package lessons for what they are.
func FS() fs.FS { return files }
