// Package config works out the program's settings from, strongest first, the command line, the environment, the
// configuration file and the defaults, and remembers where each came from.
//
// The file is YAML, config.yaml in the directory that Path gives; docs/config.md describes it for its users. A setting
// has one name in all places: `style` in the file, --style on the command line, K8SLAB_STYLE in the environment. Some
// have a further variable that other programs know too, such as GLAMOUR_STYLE and DOCKER_HOST; it is the weaker one.
//
// Everything wrong with a value is an *Error that says where the value stands. The file is a user's own but is read as if
// it were not: it is bounded in size and depth, and nothing in it makes the program panic.
package config

import (
	"fmt"

	"github.com/k8slab/k8slab/tui/keys"
)

// Settings are the effective values.
type Settings struct {
	Engine  string // auto, docker or native
	Host    string // the Docker engine's address; empty leaves it to the docker command's own rules
	Context string // the Docker context's name; empty as above
	Style   string // a theme's name or the path of a Glamour style file; empty means auto
	ASCII   bool   // draw with ASCII only
	Plain   bool   // line by line, for a screen reader
	Course  string // a course's directory or ZIP file; empty means the one built in
	Lang    string // ko or en
	Rate    int    // observations of a lab on the screen, per second
	Debug   string // the path of the debug log; empty means none
	// Keys are the bindings of all intents, the user's own among them.
	Keys []keys.Binding
}

// Layer is a kind of place that a value can come from; a greater one is stronger.
type Layer int

// The layers.
const (
	Default Layer = iota
	File
	Env
	Flag
)

// String names a layer as `k8slab config -o json` does.
func (l Layer) String() string {
	switch l {
	case File:
		return "file"
	case Env:
		return "env"
	case Flag:
		return "flag"
	case Default:
	}
	return "default"
}

// Origin is one effective value and where it came from.
type Origin struct {
	Name  string
	Value string
	Layer Layer
	Where string // the flag, the variable or file:line; empty for a default
}

// Error says what is wrong with a value, in one Korean sentence, and what to do about it in another.
type Error struct {
	Where string // file:line, a variable or a flag
	What  string
	Do    string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s %s", e.Where, e.What, e.Do) }
