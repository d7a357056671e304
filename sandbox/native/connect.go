//go:build linux

package native

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// Where the kernel shows itself.
const (
	procDir   = "/proc"
	cgroupDir = "/sys/fs/cgroup"
)

// Connect starts the embedded engine: it finds out what this host allows by trying it, down to a whole sandbox. It takes
// some tens of milliseconds.
func Connect(ctx context.Context, opts Options) (*Driver, error) {
	began := time.Now()
	img, labbox, err := labImage(ctx, opts.Labbox)
	if err != nil {
		return nil, err
	}
	d := &Driver{
		sessions: map[string]*session{}, groups: findGroups(), env: image.Env(),
		image: sandbox.Image{ID: img.ID, Tag: img.Tag, Layers: img.Layers, Bytes: img.Bytes},
	}
	if d.filter, err = filter(); err != nil {
		return nil, fail(err)
	}
	p, err := newProgram(labbox)
	if err != nil {
		return nil, cannotConnect(err)
	}
	defer p.file.Close()
	ready, err := d.start(ctx, p, img)
	if err != nil {
		return nil, cannotConnect(err)
	}
	d.admit()
	d.info = d.describe(opts, ready)
	if err := d.try(ctx); err != nil {
		_ = d.Close()
		return nil, cannotConnect(err)
	}
	_ = d.groups.Sweep(opts.Alive) // What cannot be removed now is there for the next start.
	d.info.Latency = time.Since(began)
	return d, nil
}

// labImage makes the image for this machine.
func labImage(ctx context.Context, source image.Source) (*image.Image, []byte, error) {
	labbox, err := source(ctx, runtime.GOARCH)
	if err != nil {
		return nil, nil, &sandbox.Error{
			Kind: sandbox.KindUnsupported, What: fmt.Sprintf("이 컴퓨터(%s)에서 돌 실습 이미지가 프로그램에 들어 있지 않아요.", runtime.GOARCH),
			Do: "`make build`로 만든 k8slab을 쓰세요.", Err: err,
		}
	}
	img, err := image.Build(labbox, runtime.GOARCH)
	if err != nil {
		return nil, nil, fail(fmt.Errorf("build the image: %w", err))
	}
	return img, labbox, nil
}

// findGroups finds out which control groups can be had. A kernel without any is no error.
func findGroups() *cgroup.Manager {
	k, err := kernel.Open(procDir, cgroupDir)
	if err != nil {
		return cgroup.Find(kernel.Mounts{Version: 2}, cgroupDir)
	}
	return cgroup.Find(k.Mounts, cgroupDir)
}

// start starts the helper processes. Root goes on without a user namespace where none can be had.
func (d *Driver) start(ctx context.Context, p *program, img *image.Image) (nest.Ready, error) {
	root := os.Geteuid() == 0
	d.ids = idsFor(root)
	k, ready, err := startKeeper(ctx, p, d.ids, img, d.filter)
	if err != nil && root && ctx.Err() == nil {
		d.ids = nil
		k, ready, err = startKeeper(ctx, p, nil, img, d.filter)
	}
	if err != nil {
		return ready, err
	}
	d.keeper = k
	if d.groups.Usable() {
		if d.watch, err = startWatcher(p); err != nil {
			k.close()
			return ready, err
		}
	}
	return ready, nil
}

// admit lets root's keeper, which is not root, fork into control groups. Where it cannot, sandboxes are moved into
// theirs, which takes longer.
func (d *Driver) admit() {
	if d.ids == nil || os.Geteuid() != 0 {
		return
	}
	id := "keeper-" + strings.ToLower(rand.Text()[:16])
	d.watch.add(d.groups.Dirs(id))
	s, err := d.groups.Admit(id, d.keeper.cmd.Process.Pid, d.ids.uid)
	if err != nil {
		d.watch.forget(d.groups.Dirs(id))
		return
	}
	d.own = s
}

// try starts a sandbox and removes it, since nothing else tells whether sandboxes can be started.
func (d *Driver) try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	s, err := d.Open(ctx, sandbox.SessionConfig{ID: "try-" + strings.ToLower(rand.Text()[:16])})
	if err != nil {
		return err
	}
	_, err = s.Start(ctx, sandbox.Spec{Name: "try"})
	if e := s.Close(ctx); err == nil {
		err = e
	}
	return cause(err)
}

// describe says what the engine is and what it lacks here.
func (d *Driver) describe(opts Options, ready nest.Ready) sandbox.Info {
	info := sandbox.Info{
		Driver: "native", Name: "k8slab embedded", Version: opts.Version, Endpoint: "local kernel", Source: opts.Source,
		OS: runtime.GOOS, Arch: runtime.GOARCH, CgroupVersion: d.groups.Version, CgroupDriver: "cgroupfs",
		Rootless: os.Geteuid() != 0, Runtimes: []string{"k8slab"}, DefaultRuntime: "k8slab", CPUs: runtime.NumCPU(),
		OSName: osName(), Kernel: setting("/proc/sys/kernel/osrelease"),
		Lacks: d.lacks(ready),
	}
	if info.Source == "" {
		info.Source = "default"
	}
	var si unix.Sysinfo_t
	if unix.Sysinfo(&si) == nil {
		info.MemoryBytes = int64(si.Totalram) * int64(si.Unit) //nolint:gosec // less than 2^63
	}
	return info
}
