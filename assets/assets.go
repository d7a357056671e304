// Package assets holds the files that are built into the program. It has no logic beyond unpacking them.
package assets

import (
	"compress/gzip"
	"embed"
	"encoding/binary"
	"errors"
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

// LabImage returns what the build wrote of the lab image for arch (JSON, see package image), or a *MissingError.
func LabImage(arch string) ([]byte, error) {
	data, err := labbox.ReadFile("labbox/linux-" + arch + ".json")
	if err != nil {
		return nil, &MissingError{Name: "labbox/linux-" + arch + ".json"}
	}
	return data, nil
}

func unpack(fsys fs.FS, name string) ([]byte, error) {
	packed, err := fsys.Open(name)
	if err != nil {
		return nil, &MissingError{Name: name}
	}
	defer packed.Close()
	data, err := expand(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return data, nil
}

// deflateMost is how many bytes one packed byte can stand for at most.
const deflateMost = 1032

// expand unpacks a gzip file of one member. Its last four bytes say how much that is (RFC 1952), so that the one buffer
// is as large as it must be: grown bit by bit, megabytes of it would be left lying in the heap.
func expand(packed fs.File) ([]byte, error) {
	file, ok := packed.(io.ReadSeeker)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	var size [4]byte
	if _, err := file.Seek(-int64(len(size)), io.SeekEnd); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(file, size[:]); err != nil {
		return nil, err
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, err
	}
	unpacked := int64(binary.LittleEndian.Uint32(size[:]))
	if unpacked > end*deflateMost {
		return nil, io.ErrUnexpectedEOF
	}
	r, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	data := make([]byte, unpacked)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	// The checksum is compared where the data ends, and there is to be no more of it.
	switch n, err := r.Read(make([]byte, 1)); {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case n > 0:
		return nil, errors.New("longer than it says")
	}
	return data, nil
}
