package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/k8slab/k8slab/tui/keys"
)

// Input is what settings are worked out from.
type Input struct {
	// Flags gives the value of a flag that was given on the command line.
	Flags  func(name string) (value string, given bool)
	Getenv func(string) string
	File   string // the configuration file; empty means none
	Must   bool   // the file was asked for by name, and must be there
}

// Resolve works the settings out. Origins has every setting, and every intent whose keys are the user's own, in the order
// in which they are shown. The error is an *Error; the settings are then those of the defaults wherever they could not
// be worked out, fit for telling the user about it.
func Resolve(in Input) (Settings, []Origin, error) {
	s := Settings{Keys: keys.Bindings()}
	var errs []error
	f, err := read(in.File, in.Must)
	if err != nil {
		errs = append(errs, err)
		f = &file{}
	}
	var origins []Origin
	for _, def := range all() {
		value, at := def.value(in, f)
		if what, do := def.set(&s, value, at); what != "" {
			errs = append(errs, &Error{at.where, what, do})
			def.set(&s, def.fallback, place{})
			value, at = def.fallback, place{}
		}
		origins = append(origins, Origin{def.name, value, at.layer, at.where})
	}
	errs = append(errs, settle(&s, origins))
	bound, err := f.bind(s.Keys)
	if err == nil {
		s.Keys = bound
		origins = append(origins, f.boundKeys(bound)...)
	}
	errs = append(errs, err)
	for _, err := range errs {
		if err != nil {
			return s, origins, err // The first is enough: a user mends one thing at a time.
		}
	}
	return s, origins, nil
}

// value gives the strongest value of a setting. An empty variable counts as unset, as is the custom.
func (def *setting) value(in Input, f *file) (string, place) {
	if v, given := in.Flags(def.name); given {
		return v, place{layer: Flag, where: "--" + def.name}
	}
	for _, name := range def.env {
		if v := in.Getenv(name); v != "" {
			return v, place{layer: Env, where: name}
		}
	}
	if e, ok := f.values[def.name]; ok {
		return e.value, place{
			layer: File, where: fmt.Sprintf("%s:%d", f.path, e.line), dir: filepath.Dir(f.path), home: in.Getenv("HOME"),
		}
	}
	return def.fallback, place{}
}

// settle decides between the settings that name an engine: one that comes from a stronger place drops the weaker ones,
// and two from the same place contradict each other.
func settle(s *Settings, origins []Origin) error {
	engine, host, context := &origins[0], &origins[1], &origins[2]
	settleDocker(host, context)
	settleDocker(context, host)
	s.Host, s.Context = ours(host), ours(context)
	if s.Host != "" && s.Context != "" {
		if host.Layer == context.Layer {
			return contradiction(host, context, "host와 context는 함께 쓸 수 없어요.")
		}
		if host.Layer > context.Layer {
			drop(context)
		} else {
			drop(host)
		}
	}
	for _, o := range []*Origin{host, context} {
		if s.Engine != "native" || ours(o) == "" {
			continue
		}
		switch {
		case o.Layer == engine.Layer:
			return contradiction(engine, o, fmt.Sprintf("engine이 native이면 %s을(를) 쓸 수 없어요.", o.Name))
		case o.Layer > engine.Layer:
			s.Engine = "docker"
			*engine = Origin{engine.Name, "docker", o.Layer, o.Where}
		default:
			drop(o)
		}
	}
	s.Host, s.Context = ours(host), ours(context)
	return nil
}

// settleDocker lets a variable of the docker command's win over the file, and lose against what is stronger. Which of
// those variables counts is left to the driver, which has the docker command's rules.
func settleDocker(o, other *Origin) {
	if !strings.HasPrefix(o.Where, "DOCKER_") {
		return
	}
	switch {
	case other.Layer == File:
		drop(other)
	case ours(other) != "":
		drop(o)
	}
}

func drop(o *Origin) { *o = Origin{Name: o.Name} }

// ours is a value that this program must obey, not one that the driver finds by itself.
func ours(o *Origin) string {
	if strings.HasPrefix(o.Where, "DOCKER_") {
		return ""
	}
	return o.Value
}

func contradiction(a, b *Origin, what string) error {
	return &Error{b.Where, what, fmt.Sprintf("%s과(와) 둘 가운데 하나만 쓰세요.", a.Where)}
}

// bind applies the user's own keys.
func (f *file) bind(bindings []keys.Binding) ([]keys.Binding, error) {
	if len(f.keys) == 0 {
		return bindings, nil
	}
	own := map[keys.Intent][]string{}
	for intent, e := range f.keys {
		own[keys.Intent(intent)] = e.names
	}
	bound, err := keys.Remap(bindings, own)
	if refused, ok := errors.AsType[*keys.RemapError](err); ok {
		return nil, f.fault(max(f.keys[string(refused.Intent)].line, 1), refused.What, refused.Do)
	}
	return bound, err
}

func (f *file) boundKeys(bindings []keys.Binding) (origins []Origin) {
	for _, b := range bindings {
		if e, ok := f.keys[string(b.Intent)]; ok {
			origins = append(origins, Origin{
				keysName + "." + string(b.Intent), strings.Join(b.Keys, ", "), File, fmt.Sprintf("%s:%d", f.path, e.line),
			})
		}
	}
	return origins
}
