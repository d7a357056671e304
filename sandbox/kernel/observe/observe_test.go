package observe_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel/kerneltest"
	"github.com/k8slab/k8slab/sandbox/kernel/observe"
	"github.com/k8slab/k8slab/sandbox/wire"
)

func TestSample(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", ID: "95c8", PID: kerneltest.V1PID})
	s.Add(wire.Target{Name: "absent", PID: 4711})
	before := time.Now()
	sample := s.Sample()
	if sample.Seq != 1 || sample.At.Before(before) || len(sample.Views) != 2 || sample.Host.Hostname != "vm" {
		t.Fatalf("%+v", sample)
	}
	if v := sample.Views[0]; v.Name != "absent" || !v.Gone || v.Namespaces != nil {
		t.Errorf("a sandbox that does not exist: %+v", v)
	}
	v := sample.Views[1]
	if v.Name != "first" || v.ID != "95c8" || v.Gone || v.Hostname != "95c88c43eb35" || v.ProcessCount != 3 {
		t.Errorf("%+v", v)
	}
	if p := v.Processes; len(p) != 3 || p[0].PID != 1 || p[1].Comm != "work" || p[2].InnerUID != 1000 {
		t.Errorf("%+v", p)
	}
	if v.Namespaces[sandbox.NamespaceNet] != 4026532182 || v.Cgroup.PIDs.Current != 21 || v.Security.Seccomp != "filter" {
		t.Errorf("%+v", v)
	}
	if len(v.Missing) != 0 || v.Cgroup.Missing["pressure"].Why == "" {
		t.Errorf("missing %v, %v", v.Missing, v.Cgroup.Missing)
	}
}

// copyProcess gives a recording one more process like another.
func copyProcess(r kerneltest.Recording, from, to int) {
	for name, f := range maps.Clone(r.Proc) {
		if rest, ok := strings.CutPrefix(name, strconv.Itoa(from)+"/"); ok {
			r.Proc[strconv.Itoa(to)+"/"+rest] = f
		}
	}
}

// PID 1 comes first even where its number in the host is not the least.
func TestPID1ComesFirst(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	copyProcess(r, kerneltest.V2PID, 102)
	r.Set("sys/fs/cgroup/k8slab/first/cgroup.procs", "97\n101\n102\n")
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", PID: 102})
	var got []int
	for _, p := range s.Sample().Views[0].Processes {
		got = append(got, p.HostPID)
	}
	if !slices.Equal(got, []int{102, 97, 101}) {
		t.Errorf("processes %v", got)
	}
}

func TestProcessesAreBoundedButCounted(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	var procs strings.Builder
	for pid := 1000; pid < 1200; pid++ {
		copyProcess(r, 101, pid)
		procs.WriteString(strconv.Itoa(pid) + "\n")
	}
	procs.WriteString("98\n97\n0\n") // one that has just ended, PID 1, and one of another PID namespace
	r.Set("sys/fs/cgroup/k8slab/first/cgroup.procs", procs.String())
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", PID: kerneltest.V2PID})
	for range 2 {
		v := s.Sample().Views[0]
		if len(v.Processes) != sandbox.MaxProcesses || v.ProcessCount != 201 || v.Processes[0].HostPID != kerneltest.V2PID {
			t.Errorf("%d of %d processes", len(v.Processes), v.ProcessCount)
		}
	}
}

// What happens to a sandbox from one sample to the next.
func TestChanges(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", PID: kerneltest.V2PID})
	if v := s.Sample().Views[0]; v.Gone || v.Cgroup == nil || v.Cgroup.CPU.Weight != 50 {
		t.Fatalf("%+v", v)
	}

	r.Set("sys/fs/cgroup/k8slab/first/cpu.weight", "77\n")
	if v := s.Sample().Views[0]; v.Cgroup.CPU.Weight != 77 {
		t.Errorf("a changed limit does not show: %+v", v.Cgroup.CPU)
	}

	// It moves to another group.
	r.Set("proc/97/cgroup", "0::/k8slab/second\n")
	r.Set("sys/fs/cgroup/k8slab/second/cgroup.procs", "97\n")
	r.Remove("sys/fs/cgroup/k8slab/first")
	s.Sample()
	if v := s.Sample().Views[0]; v.Gone || v.Cgroup == nil || v.Cgroup.Path != "/k8slab/second" || v.ProcessCount != 1 {
		t.Errorf("moved: %+v", v)
	}

	// Its number comes to stand for another process.
	stat := string(r.Proc["97/stat"].Data)
	r.Set("proc/97/stat", strings.Replace(stat, " 230 ", " 999 ", 1))
	r.Set("sys/fs/cgroup/k8slab/second/cgroup.procs", "")
	if v := s.Sample().Views[0]; !v.Gone || v.Cgroup != nil || v.Processes != nil {
		t.Errorf("another process: %+v", v)
	}
	r.Set("proc/97/stat", stat)
	if v := s.Sample().Views[0]; !v.Gone {
		t.Errorf("came back from the dead: %+v", v)
	}

	s.Remove("first")
	if sample := s.Sample(); len(sample.Views) != 0 || s.Len() != 0 {
		t.Errorf("removed: %+v", sample.Views)
	}
}

func TestSharedHostNameIsTheHosts(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	r.Set("proc/22257/ns/uts", "-> uts:[4026531838]")
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", PID: kerneltest.V1PID})
	if v := s.Sample().Views[0]; v.Hostname != "vm" {
		t.Errorf("hostname %q", v.Hostname)
	}
}

func TestWhatIsRefusedIsMissing(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	for name := range r.Proc {
		if strings.HasPrefix(name, "22257/ns/") {
			delete(r.Proc, name)
		}
	}
	r.Set("proc/22257/ns/mnt", "-> refused")
	s := observe.New(r.FS(t))
	s.Add(wire.Target{Name: "first", PID: kerneltest.V1PID})
	v := s.Sample().Views[0]
	if v.Gone || v.Missing["namespaces"].Why == "" || v.Cgroup == nil || v.ProcessCount != 3 {
		t.Errorf("%+v", v)
	}
}

// conversation is a running Serve and its two ends.
type conversation struct {
	t    *testing.T
	to   *wire.Encoder
	from *wire.Decoder
	end  io.Closer
	done <-chan error
}

func serve(t *testing.T) conversation {
	t.Helper()
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- observe.Serve(context.Background(), observe.New(kerneltest.Load(t, "v2").FS(t)), inR, outW)
		outW.Close()
		inR.Close()
	}()
	t.Cleanup(func() { inW.Close(); outR.Close() })
	return conversation{t, wire.NewEncoder(inW), wire.NewDecoder(outR), inW, done}
}

func (c conversation) ask(r wire.Request) {
	c.t.Helper()
	if err := c.to.Request(r); err != nil {
		c.t.Fatal(err)
	}
}

func (c conversation) sample() wire.Sample {
	c.t.Helper()
	var s wire.Sample
	if err := c.from.Sample(&s); err != nil {
		c.t.Fatal(err)
	}
	return s
}

func TestServe(t *testing.T) {
	t.Parallel()
	c := serve(t)
	c.ask(wire.Request{Add: &wire.Target{Name: "first", PID: kerneltest.V2PID}})
	if s := c.sample(); s.Seq != 1 || len(s.Views) != 1 || s.Views[0].Gone {
		t.Errorf("after add: %+v", s)
	}
	c.ask(wire.Request{Now: true})
	if s := c.sample(); s.Seq != 2 {
		t.Errorf("asked for one: %+v", s)
	}
	rate := 50.0
	c.ask(wire.Request{Rate: &rate})
	start := time.Now()
	for seq := uint64(3); seq < 13; seq++ {
		if s := c.sample(); s.Seq != seq {
			t.Fatalf("sample %d, want %d", s.Seq, seq)
		}
	}
	if took := time.Since(start); took < 150*time.Millisecond {
		t.Errorf("ten samples at 50 a second came in %v", took)
	}
	rate = 0
	c.ask(wire.Request{Rate: &rate, Remove: &wire.Target{Name: "first"}})
	for left := 1; left > 0; {
		left = len(c.sample().Views)
	}
	c.end.Close()
	if err := <-c.done; err != nil {
		t.Errorf("Serve() = %v after the end of its requests", err)
	}
	var s wire.Sample
	if err := c.from.Sample(&s); !errors.Is(err, io.EOF) {
		t.Errorf("rate 0 still samples: %+v, %v", s, err)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	in, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := observe.Serve(ctx, observe.New(kerneltest.Load(t, "v2").FS(t)), in, io.Discard)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Serve() = %v", err)
	}
}

func TestServeTellsWhenNobodyReads(t *testing.T) {
	t.Parallel()
	in, asks := io.Pipe()
	defer asks.Close()
	out, w := io.Pipe()
	out.Close()
	go func() { _ = wire.NewEncoder(asks).Request(wire.Request{Now: true}) }()
	err := observe.Serve(context.Background(), observe.New(kerneltest.Load(t, "v2").FS(t)), in, w)
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Serve() = %v", err)
	}
}
