package image

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"
)

// manifest is an entry of the archive's manifest.json.
type manifest struct {
	Config   string   `json:"Config"`
	RepoTags []string `json:"RepoTags"`
	Layers   []string `json:"Layers"`
}

// Archive writes the image as docker save would: a tar file of the configuration, the layers, each a tar file itself,
// and manifest.json.
func (i *Image) Archive(w io.Writer) error {
	tw := tar.NewWriter(w)
	m := manifest{Config: strings.TrimPrefix(i.ID, "sha256:") + ".json", RepoTags: []string{i.Tag}}
	if err := writeEntry(tw, File{Name: m.Config, Mode: 0o644, Data: i.config}); err != nil {
		return fmt.Errorf("write image: %w", err)
	}
	for _, l := range i.layers {
		name := l.hex + "/layer.tar"
		m.Layers = append(m.Layers, name)
		if err := writeLayer(tw, name, l); err != nil {
			return fmt.Errorf("write image: %w", err)
		}
	}
	data, err := json.Marshal([]manifest{m})
	if err == nil {
		err = writeEntry(tw, File{Name: "manifest.json", Mode: 0o644, Data: data})
	}
	if err == nil {
		err = tw.Close()
	}
	if err != nil {
		return fmt.Errorf("write image: %w", err)
	}
	return nil
}

// ArchiveSize is how many bytes Archive writes, for a request that must say so beforehand.
func (i *Image) ArchiveSize() int64 {
	n := &counter{w: io.Discard}
	if err := i.Archive(n); err != nil {
		return -1
	}
	return n.n
}

func writeLayer(tw *tar.Writer, name string, l packed) error {
	if err := tw.WriteHeader(header(Dir(l.hex, 0o755))); err != nil {
		return err
	}
	h := header(File{Name: name, Mode: 0o644})
	h.Size = l.size
	if err := tw.WriteHeader(h); err != nil {
		return err
	}
	return writeTar(tw, l.files)
}

// writeTar writes files, which are sorted, as a tar file.
func writeTar(w io.Writer, files []File) error {
	tw := tar.NewWriter(w)
	for _, f := range files {
		if err := writeEntry(tw, f); err != nil {
			return err
		}
	}
	return tw.Close()
}

func writeEntry(tw *tar.Writer, f File) error {
	if err := tw.WriteHeader(header(f)); err != nil {
		return err
	}
	_, err := tw.Write(f.Data)
	return err
}

// header is a file's tar header. Nothing in it comes from the machine that it is made on.
func header(f File) *tar.Header {
	h := &tar.Header{
		Typeflag: tar.TypeReg, Name: f.Name, Mode: int64(f.Mode.Perm()), Uid: f.UID, Gid: f.GID,
		Size: int64(len(f.Data)), ModTime: time.Unix(0, 0),
	}
	if f.Mode&fs.ModeSticky != 0 {
		h.Mode |= 0o1000
	}
	switch {
	case f.Mode.IsDir():
		h.Typeflag, h.Name = tar.TypeDir, f.Name+"/"
	case f.Link != "":
		h.Typeflag, h.Linkname = tar.TypeSymlink, f.Link
	}
	return h
}
