package image

import (
	"context"
	"errors"
	"io/fs"
)

// Source gives labbox as a static program for linux on arch ("amd64", "arm64"). A source that does not have it returns
// an error that is fs.ErrNotExist. The bytes must not be changed.
type Source func(ctx context.Context, arch string) ([]byte, error)

// Embedded is the Source of what is built into the program, such as assets.Labbox.
func Embedded(labbox func(arch string) ([]byte, error)) Source {
	return func(_ context.Context, arch string) ([]byte, error) { return labbox(arch) }
}

// FirstOf asks one source after the other until one has it. Any other trouble ends the search, since it is what a
// person would want to know of.
func FirstOf(sources ...Source) Source {
	return func(ctx context.Context, arch string) ([]byte, error) {
		failed := fs.ErrNotExist
		for _, s := range sources {
			data, err := s(ctx, arch)
			if err == nil {
				return data, nil
			}
			if failed = err; !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		return nil, failed
	}
}
