package docker

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// atOnce is how many containers the engine is asked about side by side.
const atOnce = 8

// survey is what the engine says of its containers.
type survey struct {
	names   []string
	asked   []container.InspectResponse // those that were asked for, in order
	running map[string]neighbour        // every running one, by ID
	unknown []string
}

// neighbour is a running container.
type neighbour struct {
	name string
	pid  int
}

// surveyOf inspects the containers that are named and all that run, each once: nobody but the engine knows their PIDs,
// and what a container shares can only be told by looking at all. The stopped ones are not of interest unless they are
// named.
func (d *Driver) surveyOf(ctx context.Context, names []string) (*survey, error) {
	ctx, cancel := context.WithTimeout(ctx, quickCall)
	defer cancel()
	list, err := d.api.ContainerList(ctx, client.ContainerListOptions{})
	if err != nil {
		return nil, err
	}
	byName := map[string]string{} // what a running one may be called, to its ID
	for _, c := range list.Items {
		for _, name := range c.Names {
			byName[bareName(name)] = c.ID
		}
		byName[c.ID] = c.ID
	}
	var wanted []string
	for _, name := range names {
		wanted = append(wanted, cmp.Or(byName[bareName(name)], name))
	}
	for _, c := range list.Items {
		if !slices.Contains(wanted, c.ID) {
			wanted = append(wanted, c.ID)
		}
	}
	got, err := d.inspectAll(ctx, wanted)
	if err != nil {
		return nil, err
	}
	s := &survey{names: slices.Clone(names), running: map[string]neighbour{}}
	for n, c := range got {
		named := n < len(names)
		switch {
		case c.State == nil && named:
			s.unknown = append(s.unknown, names[n])
			continue
		case c.State == nil:
			continue // It ended meanwhile.
		case len(names) == 0 || named && !s.has(c.ID):
			s.asked = append(s.asked, c)
		}
		if c.State.Pid != 0 {
			s.running[c.ID] = neighbour{bareName(c.Name), c.State.Pid}
		}
	}
	if len(names) == 0 {
		slices.SortFunc(s.asked, func(a, b container.InspectResponse) int { return strings.Compare(a.Name, b.Name) })
	}
	return s, nil
}

func (s *survey) has(id string) bool {
	return slices.ContainsFunc(s.asked, func(c container.InspectResponse) bool { return c.ID == id })
}

// inspectAll asks about containers side by side. One that does not exist has no State.
func (d *Driver) inspectAll(ctx context.Context, names []string) ([]container.InspectResponse, error) {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		first error
		got   = make([]container.InspectResponse, len(names))
		slots = make(chan struct{}, atOnce)
	)
	for n, name := range names {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			answer, err := d.api.ContainerInspect(ctx, name, client.ContainerInspectOptions{})
			if err == nil {
				got[n] = answer.Container
				return
			}
			if !isNotFound(err) {
				mu.Lock()
				defer mu.Unlock()
				if first == nil {
					first = err
				}
			}
		})
	}
	wg.Wait()
	return got, first
}

// bareName is a container's name as people know it.
func bareName(name string) string { return strings.TrimPrefix(name, "/") }

// exclude leaves the observer out, which is nobody's neighbour.
func (s *survey) exclude(id string, names []string) {
	delete(s.running, id)
	if len(names) == 0 {
		s.asked = slices.DeleteFunc(s.asked, func(c container.InspectResponse) bool { return c.ID == id })
	}
}

// targets has the observer look at the containers asked for, and at the namespaces of the others.
func (s *survey) targets() []wire.Target {
	full := map[string]bool{}
	for _, c := range s.asked {
		full[c.ID] = true
	}
	targets := make([]wire.Target, 0, len(s.running))
	for id, n := range s.running {
		targets = append(targets, wire.Target{Name: id, PID: n.pid, Brief: !full[id]})
	}
	return targets
}

// gone reports whether a container that was asked for has ended since the engine was asked.
func (s *survey) gone(sample *wire.Sample) bool {
	ended := map[string]bool{}
	for i := range sample.Views {
		ended[sample.Views[i].Name] = sample.Views[i].Gone
	}
	return slices.ContainsFunc(s.asked, func(c container.InspectResponse) bool { return ended[c.ID] })
}

// report puts together what the engine says and what was seen.
func (i *inspector) report(found *survey, sample *wire.Sample) sandbox.Inspection {
	out := sandbox.Inspection{
		Version: sandbox.InspectionVersion, Engine: sandbox.EngineOf(i.driver.info), Unknown: found.unknown,
		Containers: make([]sandbox.ContainerFacts, 0, len(found.asked)),
	}
	views := map[string]*wire.View{}
	if sample != nil {
		out.Host = sandbox.HostFacts(sample.Host, sample.Missing)
		for n := range sample.Views {
			views[sample.Views[n].Name] = &sample.Views[n]
		}
	} else {
		out.Host = sandbox.HostFacts(i.driver.hostByInfo(), map[string]sandbox.Reason{
			"bootID": *i.failed, "namespaces": *i.failed,
		})
	}
	for _, c := range found.asked {
		out.Containers = append(out.Containers, factsOf(c, views[c.ID], i.failed))
	}
	var all []sandbox.Neighbour
	for id, n := range found.running {
		if v := views[id]; v != nil {
			all = append(all, sandbox.Neighbour{ID: id, Name: n.name, Namespaces: v.Namespaces})
		}
	}
	out.ShareAmong(all)
	out.Judge()
	return out
}

// factsOf is one container; seen is nil for one that does not run, or where nothing can be seen.
func factsOf(c container.InspectResponse, seen *wire.View, failed *sandbox.Reason) sandbox.ContainerFacts {
	f := sandbox.ContainerFacts{
		ID: c.ID, Name: bareName(c.Name), State: stateOf(c.State.Status), PID: c.State.Pid,
		Namespaces: sandbox.Namespaces{}, SharedWith: map[sandbox.NamespaceKind][]string{}, Security: &sandbox.SecurityFacts{},
	}
	if c.Config != nil {
		f.Image = c.Config.Image
	}
	if c.HostConfig != nil {
		f.Security.Privileged = c.HostConfig.Privileged
	}
	if why, bad := socketMounted(c.Mounts); bad {
		f.Unusual = append(f.Unusual, why)
	}
	switch {
	case f.PID == 0 || seen != nil && seen.Gone:
		f.PID = 0
		why := sandbox.Reason{Why: "돌고 있지 않아서 프로세스도 cgroup도 없어요."}
		f.Lack("cgroup", why)
		f.Lack("security", why)
	case seen != nil:
		var v sandbox.View
		seen.Fill(&v)
		f.See(v)
	case failed != nil:
		for _, key := range []string{"namespaces", "sharedWith", "cgroup", "security", "processes"} {
			f.Lack(key, *failed)
		}
	}
	return f
}

// socketMounted finds a mount by which a container can command an engine, or sees the whole of the host's files.
func socketMounted(mounts []container.MountPoint) (sandbox.Oddity, bool) {
	for _, m := range mounts {
		if m.Type != "bind" {
			continue
		}
		source := path.Clean(m.Source)
		switch {
		case strings.HasSuffix(source, "docker.sock"), strings.HasSuffix(source, "podman.sock"),
			strings.HasSuffix(source, "containerd.sock"):
			return sandbox.Oddity{
				ID: "engine-socket", Why: fmt.Sprintf("엔진의 소켓(%s)이 마운트되어 있어서, 안에서 호스트를 마음대로 할 수 있어요.", source),
			}, true
		case source == "/" || source == "/run" || source == "/var/run" || source == "/var":
			return sandbox.Oddity{
				ID: "host-files", Why: fmt.Sprintf("호스트의 %s 디렉터리가 마운트되어 있어서, 안에서 호스트의 파일과 엔진의 소켓에 닿아요.", source),
			}, true
		}
	}
	return sandbox.Oddity{}, false
}
