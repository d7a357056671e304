package labs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// The engines that a scene may ask for by name.
const (
	EngineDocker = "docker"
	EngineNative = "native"
	EnginePodman = "podman"
)

// engineNames lists them.
func engineNames() []string { return []string{EngineDocker, EngineNative, EnginePodman} }

// EngineOf is the name under which a scene asks for an engine.
func EngineOf(info sandbox.Info) string {
	if strings.HasPrefix(info.Name, "Podman") {
		return EnginePodman
	}
	return info.Driver
}

// fleet is the engines that a lab runs on: the one that the learner chose, and those that the scene asks for by name.
// It is guarded by the runner's mutex.
type fleet struct {
	hosts map[string]*host // by engine; the chosen one under ""
	// starts is how sandboxes were started.
	starts map[string]started
}

// host is one engine with the lab's session on it.
type host struct {
	engine  string // as in View.Engine
	session sandbox.Session
	info    sandbox.Info
	image   sandbox.Image
	last    *sandbox.Observation
}

type started struct {
	runtime string
	took    time.Duration
}

func (f *fleet) chosen() *host { return f.hosts[""] }

// find gives the engine of that name; the chosen one if it is of that name.
func (f *fleet) find(engine string) *host {
	chosen := f.hosts[""]
	if chosen != nil && (engine == "" || EngineOf(chosen.info) == engine) {
		return chosen
	}
	return f.hosts[engine]
}

// engine is the engine that the learner chose.
func (r *Runner) engine() sandbox.Info {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.fleet.chosen(); h != nil {
		return h.info
	}
	return sandbox.Info{}
}

func (r *Runner) engineName() string {
	return NameOf(r.engine())
}

// NameOf names an engine with its version, as a measurement does.
func NameOf(info sandbox.Info) string { return strings.TrimSpace(info.Name + " " + info.Version) }

// connect opens the chosen engine and then those that the scene names, and begins to observe all of them.
func (r *Runner) connect() error {
	driver, err := r.opts.Open(r.ctx)
	if err != nil {
		return fmt.Errorf("find an engine: %w", err)
	}
	chosen, err := r.open(driver, r.opts.Session, "")
	if err != nil {
		return err
	}
	for _, engine := range r.program.engines() {
		if engine != EngineOf(chosen.info) {
			r.join(engine)
		}
	}
	info := chosen.info
	r.mu.Lock()
	r.fleet.hosts = maps.Clone(r.fleet.hosts)
	if r.fleet.hosts == nil {
		r.fleet.hosts = map[string]*host{}
	}
	r.fleet.hosts[""] = chosen
	hosts := slices.Collect(maps.Values(r.fleet.hosts))
	r.mu.Unlock()
	r.tell(Event{Connected: &info})
	for _, h := range hosts {
		if err := r.observe(h); err != nil {
			return err
		}
	}
	for _, h := range hosts {
		img, err := h.session.Prepare(r.ctx)
		if err != nil {
			return fmt.Errorf("prepare the image: %w", err)
		}
		r.mu.Lock()
		h.image = img
		r.mu.Unlock()
	}
	return nil
}

// open opens a session on an engine.
func (r *Runner) open(d sandbox.Driver, cfg sandbox.SessionConfig, engine string) (*host, error) {
	cfg.Journal = func(e sandbox.Entry) { r.tell(Event{Logged: &e}) }
	session, err := d.Open(r.ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	return &host{engine: engine, session: session, info: d.Info()}, nil
}

// join opens an engine that the scene names, and tells of it. One that can't be had is no failure: the steps that need
// it are unavailable then.
func (r *Runner) join(engine string) {
	h, err := r.openNamed(engine)
	if err != nil {
		f := FaultOf(err)
		r.tell(Event{Joined: &Joined{Engine: engine, Why: &sandbox.Reason{Why: f.What, Cure: f.Do}}})
		return
	}
	r.mu.Lock()
	if r.fleet.hosts == nil {
		r.fleet.hosts = map[string]*host{}
	}
	r.fleet.hosts[engine] = h
	info := h.info
	r.mu.Unlock()
	r.tell(Event{Joined: &Joined{Engine: engine, Info: &info}})
}

func (r *Runner) openNamed(engine string) (*host, error) {
	if r.opts.OpenNamed == nil {
		return nil, &sandbox.Error{
			Kind: sandbox.KindUnsupported, What: "여기서는 엔진을 하나만 쓸 수 있어요.", Do: "이 컴퓨터에서 k8slab을 실행해 보세요.",
		}
	}
	d, cfg, err := r.opts.OpenNamed(r.ctx, engine)
	if err != nil {
		return nil, fmt.Errorf("find engine %s: %w", engine, err)
	}
	if got := EngineOf(d.Info()); got != engine {
		return nil, &sandbox.Error{
			Kind: sandbox.KindUnreachable, What: fmt.Sprintf("이 컴퓨터에는 %s 엔진이 없어요.", engine),
			Do: "설치하고 켠 뒤에 다시 해 보세요.", Err: fmt.Errorf("it is %s", got),
		}
	}
	return r.open(d, cfg, engine)
}

// observe passes on what is seen on one engine, together with what was last seen on the others.
func (r *Runner) observe(h *host) error {
	seen, err := h.session.Observe(r.ctx, r.opts.Rate)
	if err != nil {
		return fmt.Errorf("observe: %w", err)
	}
	r.work.Go(func() {
		for o := range seen {
			r.mu.Lock()
			h.last = &o
			merged := r.fleet.merged()
			info := sandbox.Info{}
			if chosen := r.fleet.chosen(); chosen != nil {
				info = chosen.info
			}
			r.mu.Unlock()
			if merged != nil {
				r.feed(info, merged)
				r.tell(Event{Observed: merged})
			}
		}
	})
	return nil
}

// merged is what is seen on all engines; nil until the chosen one has been seen.
func (f *fleet) merged() *sandbox.Observation {
	chosen := f.chosen()
	if chosen == nil || chosen.last == nil {
		return nil
	}
	o := *chosen.last
	o.Sandboxes = nil
	for _, name := range slices.Sorted(maps.Keys(f.hosts)) {
		h := f.hosts[name]
		if h.last == nil {
			continue
		}
		if h.last.Lost != nil && o.Lost == nil {
			o.Lost = h.last.Lost
		}
		if name != "" {
			o.Hosts = maps.Clone(o.Hosts)
			if o.Hosts == nil {
				o.Hosts = map[string]sandbox.Host{}
			}
			o.Hosts[name] = h.last.Host
			o.Seq += h.last.Seq
		}
		for _, v := range h.last.Sandboxes {
			o.Sandboxes = append(o.Sandboxes, f.completed(h, v))
		}
	}
	slices.SortFunc(o.Sandboxes, func(a, b sandbox.View) int { return strings.Compare(a.Name, b.Name) })
	if img := chosen.image; img.ID != "" {
		o.Images = append([]sandbox.ImageView{labImage(img)}, o.Images...)
	}
	return &o
}

// completed adds to a view what only the one who started it knows.
func (f *fleet) completed(h *host, v sandbox.View) sandbox.View {
	v.Engine = h.engine
	if s, known := f.starts[v.Name]; known {
		v.Runtime, v.StartTook = s.runtime, s.took
	}
	if v.Image == "" {
		v.Image = h.image.ID
	}
	return v
}

// labImage is the lab image among a lab's images.
func labImage(img sandbox.Image) sandbox.ImageView {
	v := sandbox.ImageView{Name: sandbox.LabImage, Present: true, ID: img.ID, Tag: img.Tag, Bytes: img.Bytes}
	for _, d := range img.Layers {
		size := int64(-1)
		if len(img.Layers) == 1 {
			size = img.Bytes
		}
		v.Layers = append(v.Layers, sandbox.Layer{Digest: d, Bytes: size})
	}
	return v
}

// hostOf is the engine that an action is about: that of its sandbox, or the chosen one.
func (r *Runner) hostOf(a Action) (*host, error) {
	engine := ""
	if name := a.Sandbox(); name != "" {
		engine = r.program.Scene[name].Engine
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.fleet.find(engine); h != nil {
		return h, nil
	}
	if engine != "" && r.fleet.chosen() != nil {
		return nil, &sandbox.Error{
			Kind: sandbox.KindUnsupported, What: fmt.Sprintf("여기서는 %s 엔진을 쓸 수 없어요.", engine),
			Do: "그 엔진을 설치하고 켠 뒤에 실습을 다시 열어 보세요.",
		}
	}
	return nil, notConnected()
}

// sessionOf is the session that a sandbox of the scene belongs to; nil while its engine is not connected.
func (r *Runner) sessionOf(name string) sandbox.Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.fleet.find(r.program.Scene[name].Engine); h != nil {
		return h.session
	}
	return nil
}

// disband closes all sessions.
func (r *Runner) disband(ctx context.Context) error {
	r.mu.Lock()
	hosts := slices.Collect(maps.Values(r.fleet.hosts))
	r.mu.Unlock()
	var errs []error
	for _, h := range hosts {
		errs = append(errs, h.session.Close(ctx))
	}
	return errors.Join(errs...)
}

// engines are those that the scene asks for by name, sorted.
func (l *Lab) engines() []string {
	asked := map[string]bool{}
	for _, a := range l.Scene {
		if a.Engine != "" {
			asked[a.Engine] = true
		}
	}
	return slices.Sorted(maps.Keys(asked))
}

// absent says why a step can't be had: an engine or a runtime that it needs is not there.
func (s State) absent(step Step) *sandbox.Reason {
	for _, engine := range step.Engines {
		if _, why := s.engineNamed(engine); why != nil {
			return why
		}
	}
	for _, runtime := range step.Runtimes {
		if s.Info != nil && !slices.Contains(s.Info.Runtimes, runtime) {
			return noRuntime(*s.Info, runtime)
		}
	}
	for _, a := range step.Do {
		actor := s.Program.Scene[a.Sandbox()]
		info, why := s.engineNamed(actor.Engine)
		if why != nil {
			return why
		}
		if actor.Runtime != "" && info != nil && !slices.Contains(info.Runtimes, actor.Runtime) {
			return noRuntime(*info, actor.Runtime)
		}
	}
	return nil
}

func noRuntime(info sandbox.Info, runtime string) *sandbox.Reason {
	return &sandbox.Reason{
		Why:  fmt.Sprintf("%s에는 %s 런타임이 없어요.", info.Name, runtime),
		Cure: "그 런타임을 설치하고 엔진에 알려 주면 볼 수 있어요.",
	}
}

// engineNamed finds an engine that a scene names, or why it is not there. Until engines have answered, neither is known.
func (s State) engineNamed(engine string) (*sandbox.Info, *sandbox.Reason) {
	if s.Info == nil || engine == "" || EngineOf(*s.Info) == engine {
		return s.Info, nil
	}
	if j, known := s.Engines[engine]; known {
		return j.Info, j.Why
	}
	return nil, nil
}

func (v *validator) engines(path string, names []string) {
	for _, n := range names {
		if n != "" && !slices.Contains(engineNames(), n) {
			v.at(path, "engine에는 docker, native, podman만 쓸 수 있어요")
		}
	}
}
