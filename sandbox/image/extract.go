package image

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// Files lists the root file system, all layers together, sorted by name. The data is the image's own and must not be
// changed.
func (i *Image) Files() []File {
	merged := map[string]File{}
	for _, l := range i.layers {
		for _, f := range l.files {
			if lower, ok := merged[f.Name]; ok && lower.Mode.IsDir() && !f.Mode.IsDir() {
				maps.DeleteFunc(merged, func(name string, _ File) bool { return strings.HasPrefix(name, f.Name+"/") })
			}
			merged[f.Name] = f
		}
	}
	return slices.SortedFunc(maps.Values(merged), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
}

// Extract lays the root file system out in an existing directory, empty at best. Owners are set where the user may set
// them; without root everything belongs to the user, whom a user namespace then maps.
func (i *Image) Extract(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("extract image: %w", err)
	}
	defer root.Close()
	files := i.Files()
	for _, f := range files {
		if err := extract(root, f); err != nil {
			return fmt.Errorf("extract image: %w", err)
		}
	}
	// Directories come last: until then files have to be put into them, by a user who may not be root.
	for _, f := range files {
		if f.Mode.IsDir() {
			if err := root.Chmod(f.Name, permissions(f)); err != nil {
				return fmt.Errorf("extract image: %w", err)
			}
		}
	}
	return nil
}

func permissions(f File) fs.FileMode { return f.Mode & (fs.ModePerm | fs.ModeSticky) }

func extract(root *os.Root, f File) error {
	var err error
	switch {
	case f.Link != "":
		err = root.Symlink(f.Link, f.Name)
	case f.Mode.IsDir():
		err = root.Mkdir(f.Name, 0o700)
	default:
		err = root.WriteFile(f.Name, f.Data, 0o600)
	}
	if err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		if err := root.Lchown(f.Name, f.UID, f.GID); err != nil {
			return err
		}
	}
	if f.Link != "" || f.Mode.IsDir() {
		return nil
	}
	return root.Chmod(f.Name, permissions(f))
}
