package docker_test

import (
	"encoding/json"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// inspected is what of a container the command line decides.
type inspected struct {
	HostConfig map[string]any
	Config     map[string]any
}

func inspect(t *testing.T, container string) inspected {
	t.Helper()
	var list []inspected
	if err := json.Unmarshal([]byte(dockerCLI(t, "inspect", container)), &list); err != nil || len(list) != 1 {
		t.Fatalf("inspect %s: %v", container, err)
	}
	return list[0]
}

// TestEquivalent runs the command lines of the journal in a shell, as a learner would, and compares what comes of them
// with what the driver made.
func TestEquivalent(t *testing.T) {
	var (
		mu      sync.Mutex
		entries = map[string]sandbox.Entry{}
	)
	d := connect(t)
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "equivalent", Scope: "it's", Journal: func(e sandbox.Entry) {
		mu.Lock()
		defer mu.Unlock()
		entries[e.Op+" "+e.Sandbox] = e
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []sandbox.Spec{
		{Name: "plain"},
		{Name: "odd", Hostname: "other", Command: []string{"sh", "-c", `echo "it's"; work idle`}, Env: []string{"A=b c"}},
		{Name: "loose", Writable: true, Restart: "on-failure", Limits: sandbox.Limits{
			CPU: 0.25, CPUShares: 512, CPUs: "0", Memory: 77 << 20, PIDs: 33, NoFile: 99,
		}},
		{Name: "open", Share: sandbox.Share{PID: "host", IPC: "host", UTS: "host", Cgroup: "host"}},
		{Name: "joined", Share: sandbox.Share{PID: "plain", Net: "plain", IPC: "plain"}},
		{Name: "scene", Network: sandbox.NetworkScene},
	} {
		if _, err := s.Start(t.Context(), spec); err != nil {
			t.Fatalf("start %s: %v", spec.Name, err)
		}
		name := "k8slab-equivalent-" + spec.Name
		mu.Lock()
		line := strings.Replace(entries["start "+spec.Name].Equivalent, "--name "+name, "--name "+name+"-again", 1)
		mu.Unlock()
		if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
		ours, theirs := inspect(t, name), inspect(t, name+"-again")
		dockerCLI(t, "rm", "-f", name+"-again")
		// A detached docker run attaches nothing, and leaves the standard input open for the next one.
		for _, key := range []string{"AttachStdin", "AttachStdout", "AttachStderr", "StdinOnce"} {
			delete(ours.Config, key)
			delete(theirs.Config, key)
		}
		if spec.Share.UTS == sandbox.ShareHost {
			delete(ours.Config, "Hostname") // the engine notes the container's own ID, and does not use it
		}
		compare(t, spec.Name, ours.Config, theirs.Config)
		compare(t, spec.Name, ours.HostConfig, theirs.HostConfig)
	}
	if err := s.Update(t.Context(), "plain", sandbox.Limits{CPU: 0.5, Memory: 64 << 20, PIDs: 50}); err != nil {
		t.Fatalf("update: %v", err)
	}
	before := inspect(t, "k8slab-equivalent-plain").HostConfig
	mu.Lock()
	line := entries["update plain"].Equivalent
	mu.Unlock()
	if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	compare(t, "update", before, inspect(t, "k8slab-equivalent-plain").HostConfig)
}

// compare finds settings that differ; empty and absent are the same.
func compare(t *testing.T, what string, ours, theirs map[string]any) {
	t.Helper()
	for key := range ours {
		if a, b := ours[key], theirs[key]; !reflect.DeepEqual(a, b) && !(empty(a) && empty(b)) {
			t.Errorf("%s: %s is %v, the command line gives %v", what, key, a, b)
		}
	}
}

func empty(v any) bool {
	if v == nil {
		return true
	}
	r := reflect.ValueOf(v)
	return r.IsZero() || (r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.Len() == 0
}
