//go:build linux

package e2e

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/k8slab/k8slab/test/ordinary"
	"github.com/k8slab/k8slab/test/pins"
)

// Every lab runs by itself on every engine: each step's check false before and true after, or unavailable where a
// committed list says so.
func TestLabsOnDocker(t *testing.T) {
	wantLabs(t, "", Exec(t, Run{Args: []string{"lab", "run", "all", "--auto", "--engine", "docker", "-o", "json"}}))
}

func TestLabsOnTheEmbeddedEngine(t *testing.T) {
	wantLabs(t, "root", Exec(t, Run{Args: embedded(), NoEngine: true}))
}

// Without root, and without Docker: what a learner has who may install nothing.
func TestLabsAsAnOrdinaryUser(t *testing.T) {
	user := ordinary.New(t)
	var stdout, stderr bytes.Buffer
	cmd := user.Command(t, user.Bring(t, binary), embedded()...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // The exit code is looked at below.
	if cmd.ProcessState == nil {
		t.Fatal("the program could not be started")
	}
	wantLabs(t, "user", Output{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()})
}

func embedded() []string {
	return []string{"lab", "run", "all", "--auto", "--engine", "native", "-o", "json"}
}

func wantLabs(t *testing.T, who string, out Output) {
	t.Helper()
	if err := pins.Check([]byte(out.Stdout), who, labIDs(t)); err != nil || out.Code != 0 {
		t.Errorf("exit code %d; %v; not passed: %q\n%s", out.Code, err, notPassed(out.Stdout), out.Stderr)
	}
}

// notPassed names the steps of a run that did not pass, with why.
func notPassed(stdout string) []string {
	var run struct {
		Labs []struct {
			Lab   string `json:"lab"`
			Steps []struct{ ID, Result, Why string }
		} `json:"labs"`
	}
	if err := json.Unmarshal([]byte(stdout), &run); err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, l := range run.Labs {
		for _, s := range l.Steps {
			if s.Result != "passed" {
				out = append(out, l.Lab+" "+s.ID+": "+s.Result+": "+s.Why)
			}
		}
	}
	return out
}

// labIDs are all labs of the course.
func labIDs(t *testing.T) []string {
	t.Helper()
	var list struct {
		Labs []struct {
			ID string `json:"id"`
		} `json:"labs"`
	}
	out := Exec(t, Run{Args: []string{"lab", "list", "-o", "json"}, NoEngine: true})
	if err := json.Unmarshal([]byte(out.Stdout), &list); err != nil || len(list.Labs) == 0 {
		t.Fatalf("no labs: %v\n%s%s", err, out.Stdout, out.Stderr)
	}
	ids := make([]string, len(list.Labs))
	for i, l := range list.Labs {
		ids[i] = l.ID
	}
	return ids
}
