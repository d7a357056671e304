package docker

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

// Endpoints lists every place where an engine might be, for one who wants to know about all of them: the candidates as
// [Candidates] has them, then the usual places, then every docker context. Each host is listed once.
func Endpoints(opts Options) []Endpoint {
	list := Candidates(opts)
	opts = opts.withDefaults()
	add := func(e Endpoint) {
		if !slices.ContainsFunc(list, func(other Endpoint) bool { return other.Host == e.Host && e.Host != "" }) {
			list = append(list, e)
		}
	}
	for _, e := range opts.usualPlaces() {
		add(e)
	}
	for _, name := range opts.contexts() {
		e := opts.byContext(name, "context "+name)
		e.Asked = false
		add(e)
	}
	return list
}

// contexts lists the names of the docker contexts; those that cannot be read are left out.
func (o Options) contexts() []string {
	files, _ := filepath.Glob(filepath.Join(o.configDir(), "contexts", "meta", "*", "meta.json"))
	var names []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		var meta contextMeta
		if json.Unmarshal(data, &meta) == nil && meta.Name != "" {
			names = append(names, meta.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Probe asks the engine at one endpoint what it is, and keeps no connection. The error is a *sandbox.Error; see Connect.
func Probe(ctx context.Context, e Endpoint, opts Options) (sandbox.Info, error) {
	d, err := connectTo(ctx, e, opts)
	if err != nil {
		return sandbox.Info{}, err
	}
	info := d.Info()
	return info, d.Close()
}
