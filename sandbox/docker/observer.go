package docker

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net"
	"sync"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// observer is the one container that reads the engine's kernel for all sessions of a driver. It bears the labels of the
// session that first needed it and moves on to another one's when that closes.
type observer struct {
	watch *watcher

	mu      sync.Mutex
	running bool   // the goroutine that keeps it going runs
	owner   string // ID of the session whose labels it bears
	id      string // its container
	conn    net.Conn
	enc     *wire.Encoder
	targets map[string]int    // PIDs by container ID
	rates   map[*byte]float64 // wanted by each Observe
	sample  *wire.Sample      // the newest
	news    chan struct{}     // closed and replaced at each sample
	failed  *sandbox.Reason   // why there is none
	// failedAt is when that was found out; a session that begins much later tries again.
	failedAt time.Time
	host     sandbox.Namespaces // the host's own, from the survey
	// A survey is tried again, for its session may close in the middle of it, but not for ever.
	surveying bool
	surveys   int
}

// mostSurveys bounds how often the host's namespaces are tried for.
const mostSurveys = 5

// failedRest is how long an engine that refused an observer is not asked again.
const failedRest = time.Minute

func newObserver(w *watcher) *observer {
	return &observer{watch: w, targets: map[string]int{}, rates: map[*byte]float64{}, news: make(chan struct{})}
}

// begin starts the observer for a session, unless there is one.
func (o *observer) begin(s *session) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.running || o.failed != nil && time.Since(o.failedAt) < failedRest || o.watch.driver.ctx.Err() != nil {
		return
	}
	o.running, o.owner = true, s.cfg.ID
	o.watch.group.Go(o.run)
}

// end removes the observer together with the session whose labels it bears. If others are open it comes back as theirs.
func (o *observer) end(ctx context.Context, s *session) {
	o.mu.Lock()
	mine, id := o.owner == s.cfg.ID, o.id
	if mine {
		o.owner = ""
	}
	o.mu.Unlock()
	if mine && id != "" {
		o.hangUp()
		_ = o.watch.driver.removeContainer(ctx, id)
	}
}

// revive tries again after the engine has come back.
func (o *observer) revive() {
	o.mu.Lock()
	o.failed = nil
	o.mu.Unlock()
	for _, s := range o.watch.driver.open() {
		o.begin(s)
	}
}

// run keeps an observer going while there are sessions. One that ended by itself is started again, not more often than
// once a second; one that cannot be started at all is given up, and others stand in for it.
func (o *observer) run() {
	d := o.watch.driver
	for {
		s := o.adopt()
		if s == nil {
			return
		}
		began := time.Now()
		sampled, err := o.serve(s)
		mine := s.ctx.Err() == nil && o.watch.trouble() == nil // it was not we, and not the engine, who ended it
		o.mu.Lock()
		o.conn, o.enc, o.id, o.sample = nil, nil, "", nil
		if mine && !sampled {
			o.failed, o.failedAt, o.running = o.why(err), time.Now(), false
			o.news = renew(o.news)
			o.mu.Unlock()
			return
		}
		o.mu.Unlock()
		if s.ctx.Err() != nil {
			continue
		}
		select {
		case <-time.After(time.Second - time.Since(began)):
		case <-d.ctx.Done():
		}
	}
}

// adopt finds the session whose labels the observer is to bear: the one that asked, or any that is open. Without one
// the observer is over; whoever begins then starts it anew.
func (o *observer) adopt() *session {
	d := o.watch.driver
	o.mu.Lock()
	defer o.mu.Unlock()
	if d.ctx.Err() == nil {
		for _, s := range append([]*session{d.bySession(o.owner)}, d.open()...) {
			if s != nil && s.ctx.Err() == nil {
				o.owner = s.cfg.ID
				return s
			}
		}
	}
	o.running = false
	return nil
}

// serve starts an observer and reads its samples until it ends. It says whether there were any, and always why there are
// no more.
func (o *observer) serve(s *session) (sampled bool, err error) {
	d := o.watch.driver
	ctx, cancel := context.WithTimeout(s.ctx, longCall)
	defer cancel()
	stream, err := o.start(ctx, s)
	if err != nil {
		return false, err
	}
	out, in := io.Pipe()
	go func() {
		_, err := stdcopy.StdCopy(in, io.Discard, stream)
		in.CloseWithError(err)
	}()
	defer out.Close()
	dec := wire.NewDecoder(out)
	for {
		sample := new(wire.Sample)
		if err := dec.Sample(sample); err != nil {
			return sampled, fmt.Errorf("observer ended: %w", err)
		}
		sampled = true
		o.take(s, sample)
		if d.ctx.Err() != nil {
			return sampled, d.ctx.Err()
		}
	}
}

// start creates and starts the container and tells it what it is to look at.
func (o *observer) start(ctx context.Context, s *session) (io.Reader, error) {
	d := o.watch.driver
	_, ref, err := d.image.ensure(aside(ctx))
	if err != nil {
		return nil, err
	}
	var caps []string
	if d.opts.InspectForeign {
		caps = []string{"SYS_PTRACE"}
	}
	id, at, err := d.startReader(ctx, s, ref, caps)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	o.id, o.conn, o.enc = id, at.Conn, wire.NewEncoder(at.Conn)
	targets := maps.Clone(o.targets)
	rate := o.rate()
	o.mu.Unlock()
	o.send(wire.Request{Rate: &rate})
	for id, pid := range targets {
		o.send(wire.Request{Add: &wire.Target{Name: id, ID: id, PID: pid}})
	}
	o.send(wire.Request{Now: true})
	return at.Reader, nil
}

// startReader runs `labbox observe` as everything that reads the engine's kernel is run: with the host's PID and cgroup
// namespaces and the least of everything else.
func (d *Driver) startReader(
	ctx context.Context, s *session, ref string, caps []string,
) (string, client.HijackedResponse, error) {
	pids := int64(32)
	req := client.ContainerCreateOptions{
		Name: "k8slab-" + s.cfg.ID + "--observer-" + rand.Text()[:6],
		Config: &container.Config{
			Image: ref, Entrypoint: []string{"/bin/labbox"}, Cmd: []string{"observe"},
			AttachStdin: true, AttachStdout: true, AttachStderr: true, OpenStdin: true, StdinOnce: true,
			Labels: s.labels(roleObserver, ""),
		},
		HostConfig: &container.HostConfig{
			AutoRemove: true, NetworkMode: "none", PidMode: "host", ReadonlyRootfs: true,
			CapDrop: []string{"ALL"}, CapAdd: caps, SecurityOpt: []string{"no-new-privileges"},
			Binds:     []string{"/sys/fs/cgroup:/sys/fs/cgroup:ro"},
			LogConfig: container.LogConfig{Type: "none"},
		},
	}
	h := req.HostConfig
	if d.info.Can(sandbox.AbilityCgroupNS) {
		h.CgroupnsMode = container.CgroupnsModeHost
	}
	if d.info.Can(sandbox.AbilityLimitMemory) {
		h.Memory, h.MemorySwap = 64<<20, 64<<20
	}
	if d.info.Can(sandbox.AbilityLimitPIDs) {
		h.PidsLimit = &pids
	}
	if d.appArmor && len(caps) > 0 {
		// Docker's profile lets a container trace only what is under the same profile: neither the host's own processes nor
		// a privileged container, whatever capability it has.
		h.SecurityOpt = append(h.SecurityOpt, "apparmor=unconfined")
	}
	if d.usernsRemap {
		h.UsernsMode = "host"
	}
	end, err := s.begin()
	if err != nil {
		return "", client.HijackedResponse{}, err
	}
	defer end()
	over, err := d.turns.reader(ctx)
	if err != nil {
		return "", client.HijackedResponse{}, err
	}
	defer over()
	got, err := d.createContainer(ctx, req)
	if err != nil {
		return "", client.HijackedResponse{}, err
	}
	at, err := d.api.ContainerAttach(ctx, got.ID, client.ContainerAttachOptions{
		Stream: true, Stdin: true, Stdout: true, Stderr: true,
	})
	if err == nil {
		if _, err = d.api.ContainerStart(ctx, got.ID, client.ContainerStartOptions{}); err != nil {
			at.Close()
		}
	}
	if err != nil {
		s.discard(ctx, got.ID)
		return "", client.HijackedResponse{}, err
	}
	return got.ID, at.HijackedResponse, nil
}

// take keeps a sample and wakes those who wait for it.
func (o *observer) take(s *session, sample *wire.Sample) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(sample.Host.Namespaces) == 0 && len(o.host) == 0 && !o.surveying && o.surveys < mostSurveys {
		o.surveying = true
		o.surveys++
		o.watch.group.Go(func() { o.survey(s) })
	}
	if len(o.host) > len(sample.Host.Namespaces) {
		sample.Host.Namespaces = o.host
		delete(sample.Missing, "namespaces")
	}
	o.sample, o.failed = sample, nil
	o.news = renew(o.news)
}

// renew closes a channel that others wait for and returns the next one.
func renew(c chan struct{}) chan struct{} {
	close(c)
	return make(chan struct{})
}
