package native

import "github.com/k8slab/k8slab/sandbox/image"

// Options say how to connect.
type Options struct {
	// Labbox is where the program inside every sandbox comes from. Required.
	Labbox image.Source
	// Source says how it was decided to use this engine, for Info.Source: "--engine native". May be empty.
	Source string
	// Version is the program's own, for Info.Version. May be empty.
	Version string
	// Alive may veto the sweep of what a session left that no running program holds.
	Alive func(session string) bool
}
