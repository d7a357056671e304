package assets

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestUnpack(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte("program")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"good.gz":  {Data: packed.Bytes()},
		"cut.gz":   {Data: packed.Bytes()[:packed.Len()-3]},
		"wrong.gz": {Data: []byte("program")},
		"bad.gz":   {Data: damaged(packed.Bytes(), -8)},
		"more.gz":  {Data: damaged(packed.Bytes(), -4)},
	}
	files["empty.gz"] = &fstest.MapFile{}
	if data, err := unpack(files, "good.gz"); err != nil || string(data) != "program" {
		t.Errorf("%q, %v", data, err)
	}
	for _, name := range []string{"cut.gz", "wrong.gz", "bad.gz", "more.gz", "empty.gz"} {
		if data, err := unpack(files, name); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
}

func TestMissingIsTold(t *testing.T) {
	t.Parallel()
	_, err := Labbox("pdp11")
	var missing *MissingError
	if !errors.As(err, &missing) || missing.Name != "labbox/linux-pdp11.gz" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Labbox() = %v", err)
	}
}

// damaged is a copy with one wrong byte, counted from the end: -8 is in the checksum, -4 in the size.
func damaged(packed []byte, at int) []byte {
	packed = bytes.Clone(packed)
	packed[len(packed)+at]--
	return packed
}
