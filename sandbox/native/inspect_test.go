//go:build linux

package native

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

// odds are sandboxes of which each is odd in its way; what this host cannot give is left out.
func odds(info sandbox.Info) []sandbox.Spec {
	specs := []sandbox.Spec{
		{Name: "plain"},
		{Name: "joined", Share: sandbox.Share{PID: "plain", Net: "plain", IPC: "plain"}},
		{Name: "uts-host", Share: sandbox.Share{UTS: sandbox.ShareHost}},
		{Name: "cgroup-host", Share: sandbox.Share{Cgroup: sandbox.ShareHost}},
		{Name: "other-hostname", Hostname: "elsewhere", Writable: true},
		{Name: "children", Command: []string{"sh", "-c", "sleep 1000 & sleep 1000 & wait"}},
	}
	add := func(a sandbox.Ability, s sandbox.Spec) {
		if info.Can(a) {
			specs = append(specs, s)
		}
	}
	add(sandbox.AbilityLimitCPU, sandbox.Spec{Name: "cpu", Limits: sandbox.Limits{CPU: 0.375, CPUShares: 321}})
	add(sandbox.AbilityLimitMemory, sandbox.Spec{Name: "memory", Limits: sandbox.Limits{Memory: 9 << 20}})
	add(sandbox.AbilityLimitMemory, sandbox.Spec{Name: "unlimited", Limits: sandbox.Limits{Memory: -1, PIDs: -1}})
	add(sandbox.AbilityLimitPIDs, sandbox.Spec{Name: "pids", Limits: sandbox.Limits{PIDs: 17}})
	add(sandbox.AbilityShareNet, sandbox.Spec{Name: "net-host", Share: sandbox.Share{Net: sandbox.ShareHost}})
	add(sandbox.AbilitySharePID, sandbox.Spec{Name: "pid-host", Share: sandbox.Share{PID: sandbox.ShareHost}})
	add(sandbox.AbilityPause, sandbox.Spec{Name: "paused"})
	return specs
}

// TestInspect has an inspector that knows nothing of the engine find its sandboxes, and compares each with what the
// kernel's own files say.
func TestInspect(t *testing.T) {
	d := connect(t)
	s := open(t, d)
	want := map[string]sandbox.Status{}
	for _, spec := range odds(d.Info()) {
		st, err := s.Start(t.Context(), spec)
		if err != nil {
			t.Fatalf("start %s: %v", spec.Name, err)
		}
		want[spec.Name] = st
	}
	if _, ok := want["paused"]; ok {
		if err := s.Pause(t.Context(), "paused"); err != nil {
			t.Fatal(err)
		}
	}
	session := s.(*session).cfg.ID
	eye, err := Inspect(Options{Version: "test", Alive: func(id string) bool { return id == session }})
	if err != nil {
		t.Fatal(err)
	}
	defer eye.Close(t.Context())
	grouped := d.groups.Usable()
	before := map[string]sandboxtest.Live{}
	for name, st := range want {
		if grouped {
			before[name] = sandboxtest.KernelOf(t, st.PID).Live()
		}
	}
	seen, err := eye.Look(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(seen)
	if err != nil {
		t.Fatal(err)
	}
	seen = sandbox.Inspection{}
	if err := json.Unmarshal(data, &seen); err != nil || len(seen.Containers) != len(want) || seen.Engine.Name != "k8slab embedded" {
		t.Fatalf("%d containers, want %d: %v, %s", len(seen.Containers), len(want), err, data)
	}
	for _, c := range seen.Containers {
		k := sandboxtest.KernelOf(t, want[c.Name].PID)
		if grouped {
			k.Equals(c, before[c.Name])
		} else if c.Cgroup != nil && c.Cgroup.Memory != nil || c.Missing["cgroup.memory"].Why == "" {
			t.Errorf("%s has no group of its own, yet figures: %+v", c.Name, c.Cgroup)
		}
		if c.State != map[bool]sandbox.State{true: "paused", false: "running"}[c.Name == "paused"] {
			t.Errorf("%s is %s", c.Name, c.State)
		}
		for kind, inode := range k.Namespaces() {
			for other, st := range want {
				shares := other != c.Name && sandboxtest.KernelOf(t, st.PID).Namespaces()[kind] == inode
				if got := slices.Contains(c.SharedWith[kind], other); got != shares {
					t.Errorf("%s: %s shared with %s: %v, the kernel says %v", c.Name, kind, other, got, shares)
				}
			}
			if got, on := c.SharesWithHost(kind), seen.Host.Namespaces[kind] == inode; got != on {
				t.Errorf("%s: %s shared with the host: %v, want %v", c.Name, kind, got, on)
			}
		}
	}
	byName(t, eye, session)
}

// byName asks for one by each of its names, for one that is not there, and as somebody to whom the session is dead.
func byName(t *testing.T, eye sandbox.Inspector, session string) {
	t.Helper()
	all, err := eye.Look(t.Context(), []string{"plain"})
	if err != nil || len(all.Containers) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, name := range []string{session + "/plain", all.Containers[0].ID} {
		got, err := eye.Look(t.Context(), []string{name, "nobody"})
		if err != nil || len(got.Containers) != 1 || got.Containers[0].ID != all.Containers[0].ID ||
			!slices.Equal(got.Unknown, []string{"nobody"}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	dead, err := Inspect(Options{Alive: func(string) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close(t.Context())
	if got, err := dead.Look(t.Context(), nil); err != nil || len(got.Containers) > 0 {
		t.Errorf("of dead sessions: %+v, %v", got, err)
	}
}
