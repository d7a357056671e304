// Command archive packs a directory so that the same files give the same bytes, wherever, whenever and under whatever
// umask it runs:
//
//	archive DIR OUT.tar.gz|OUT.zip
//
// Names are sorted and below DIR's own name, every time is SOURCE_DATE_EPOCH (seconds since 1970; 0 if unset), every
// owner is root, and modes are 0755 for what may be executed and 0644 for the rest.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: archive DIR OUT.tar.gz|OUT.zip")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// member is one regular file.
type member struct {
	name string
	mode fs.FileMode
	data []byte
}

func pack(dir, out string) error {
	seconds, _ := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64) // 0 where there is none.
	members, err := collect(dir)
	if err != nil {
		return fmt.Errorf("read %s: %w", dir, err)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	write := tarGz
	if strings.HasSuffix(out, ".zip") {
		write = zipped
	}
	return errors.Join(write(f, members, time.Unix(seconds, 0).UTC()), f.Close())
}

// collect reads the files below dir; WalkDir goes in the order of names.
func collect(dir string) (members []member, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		mode := fs.FileMode(0o644)
		if info.Mode()&0o111 != 0 {
			mode = 0o755
		}
		members = append(members, member{path.Join(filepath.Base(dir), filepath.ToSlash(rel)), mode, data})
		return err
	})
	return members, err
}

func tarGz(w io.Writer, members []member, at time.Time) error {
	gz, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	tw := tar.NewWriter(gz)
	for _, m := range members {
		err := tw.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: m.name, Mode: int64(m.mode), Size: int64(len(m.data)), ModTime: at,
			Uname: "root", Gname: "root", Format: tar.FormatPAX,
		})
		if err != nil {
			return err
		}
		if _, err := tw.Write(m.data); err != nil {
			return err
		}
	}
	return errors.Join(tw.Close(), gz.Close())
}

func zipped(w io.Writer, members []member, at time.Time) error {
	zw := zip.NewWriter(w)
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, m := range members {
		header := &zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: at}
		header.SetMode(m.mode)
		f, err := zw.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := f.Write(m.data); err != nil {
			return err
		}
	}
	return zw.Close()
}
