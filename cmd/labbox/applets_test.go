//go:build linux

package main

import (
	"slices"
	"testing"

	"github.com/k8slab/k8slab/sandbox/image"
)

// The image's links are made where labbox does not run, from a list of their own.
func TestImageLinksEveryApplet(t *testing.T) {
	t.Parallel()
	want := typed()
	got := slices.Sorted(slices.Values(image.Applets()))
	if !slices.Equal(got, want) {
		t.Errorf("image.Applets lists\n%v\nbut labbox is\n%v", got, want)
	}
}

func TestUnknownAppletIsCommandNotFound(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"labbox"}, {"labbox", "no-such"}, {"/bin/no-such"}, {"-no-such"}} {
		if got := run(args); got != 127 {
			t.Errorf("run(%q) = %d, want 127", args, got)
		}
	}
}
