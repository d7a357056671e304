//go:build !linux

package kernel

import "io/fs"

// Keeper is Dir; there is nothing to keep open where there are no kernel files.
type Keeper struct{ fs.FS }

// Keep returns a Keeper of the tree below a directory.
func Keep(path string) *Keeper { return &Keeper{Dir(path)} }

// ReadLink is that of the tree.
func (k *Keeper) ReadLink(name string) (string, error) { return fs.ReadLink(k.FS, name) }

// Lstat is that of the tree.
func (k *Keeper) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(k.FS, name) }

// Trim does nothing.
func (*Keeper) Trim() {}

// Close does nothing.
func (*Keeper) Close() error { return nil }
