// Package assets holds the files that are built into the program. It has no logic beyond unpacking them.
package assets

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"io/fs"
)

//go:embed all:labbox
var labbox embed.FS

// MissingError says that the program was built without the file. It is fs.ErrNotExist to errors.Is.
type MissingError struct{ Name string }

func (e *MissingError) Error() string { return "assets: " + e.Name + " is not built in" }

// Is makes a MissingError an fs.ErrNotExist.
func (*MissingError) Is(target error) bool { return target == fs.ErrNotExist }

// Labbox returns the lab image's program for linux on arch ("amd64", "arm64"), unpacked from labbox/linux-ARCH.gz, or a
// *MissingError where the build did not make one, as with go install.
func Labbox(arch string) ([]byte, error) {
	return unpack(labbox, "labbox/linux-"+arch+".gz")
}

func unpack(fsys fs.FS, name string) ([]byte, error) {
	packed, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, &MissingError{Name: name}
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return data, nil
}
