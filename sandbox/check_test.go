package sandbox_test

import (
	"errors"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

func wantKind(t *testing.T, what string, err error, kind sandbox.Kind) {
	t.Helper()
	var e *sandbox.Error
	switch {
	case kind == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case kind != "" && (!errors.As(err, &e) || e.Kind != kind || e.What == "" || e.Do == ""):
		t.Errorf("%s: %v, want %s in words", what, err, kind)
	}
}

func TestSpecCheck(t *testing.T) {
	for what, c := range map[string]struct {
		spec sandbox.Spec
		kind sandbox.Kind
	}{
		"plain":                       {sandbox.Spec{Name: "first"}, ""},
		"no name":                     {sandbox.Spec{}, sandbox.KindInvalid},
		"a path for a name":           {sandbox.Spec{Name: "../up"}, sandbox.KindInvalid},
		"Hangul in a name":            {sandbox.Spec{Name: "은행"}, sandbox.KindInvalid},
		"a name of 33 characters":     {sandbox.Spec{Name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, sandbox.KindInvalid},
		"a hostname with a dot":       {sandbox.Spec{Name: "a", Hostname: "a.b"}, sandbox.KindInvalid},
		"an unknown network":          {sandbox.Spec{Name: "a", Network: "host"}, sandbox.KindInvalid},
		"two networks":                {sandbox.Spec{Name: "a", Network: sandbox.NetworkScene, Share: sandbox.Share{Net: "b"}}, sandbox.KindInvalid},
		"an unknown restart policy":   {sandbox.Spec{Name: "a", Restart: "sometimes"}, sandbox.KindInvalid},
		"a thousandth of a core":      {sandbox.Spec{Name: "a", Limits: sandbox.Limits{CPU: 0.001}}, sandbox.KindInvalid},
		"one share":                   {sandbox.Spec{Name: "a", Limits: sandbox.Limits{CPUShares: 1}}, sandbox.KindInvalid},
		"a CPU list that is none":     {sandbox.Spec{Name: "a", Limits: sandbox.Limits{CPUs: "0;1"}}, sandbox.KindInvalid},
		"a mebibyte":                  {sandbox.Spec{Name: "a", Limits: sandbox.Limits{Memory: 1 << 20}}, sandbox.KindInvalid},
		"fewer tasks than none":       {sandbox.Spec{Name: "a", Limits: sandbox.Limits{PIDs: -2}}, sandbox.KindInvalid},
		"no limit on open files":      {sandbox.Spec{Name: "a", Limits: sandbox.Limits{NoFile: -1}}, sandbox.KindInvalid},
		"every limit lifted but that": {sandbox.Spec{Name: "a", Limits: sandbox.Limits{CPU: -1, Memory: -1, PIDs: -1}}, ""},
	} {
		wantKind(t, what, c.spec.Check(), c.kind)
	}
	wantKind(t, "an update of nothing", sandbox.Limits{}.CheckUpdate(), sandbox.KindInvalid)
	wantKind(t, "an update of open files", sandbox.Limits{NoFile: 10}.CheckUpdate(), sandbox.KindInvalid)
	wantKind(t, "an update", sandbox.Limits{CPU: 0.5}.CheckUpdate(), "")
}

func TestQuotaCheck(t *testing.T) {
	q := sandbox.Quota{Sandboxes: 2, CPU: 1, Memory: 256 << 20, PIDs: 100}
	half := sandbox.Limits{CPU: 0.5, Memory: 128 << 20, PIDs: 50}
	wantKind(t, "as much as there is", q.Check([]sandbox.Limits{half, half}), "")
	wantKind(t, "three", q.Check([]sandbox.Limits{{}, {}, {}}), sandbox.KindQuota)
	for what, l := range map[string]sandbox.Limits{
		"CPU": {CPU: 0.6}, "memory": {Memory: 129 << 20}, "tasks": {PIDs: 51},
		"CPU without limit": {CPU: sandbox.Unlimited}, "memory without limit": {Memory: sandbox.Unlimited},
		"tasks without limit": {PIDs: sandbox.Unlimited},
	} {
		wantKind(t, what, q.Check([]sandbox.Limits{half, l}), sandbox.KindQuota)
	}
	wantKind(t, "no bound", sandbox.Quota{}.Check([]sandbox.Limits{{CPU: -1, Memory: -1, PIDs: -1}}), "")
}

func TestMerged(t *testing.T) {
	old := sandbox.Limits{CPU: 1, CPUShares: 2, CPUs: "0", Memory: 3, PIDs: 4, NoFile: 5}
	if got := old.Merged(sandbox.Limits{}); got != old {
		t.Errorf("merged with nothing: %+v", got)
	}
	next := sandbox.Limits{CPU: 6, CPUShares: 7, CPUs: "1", Memory: 8, PIDs: 9}
	want := next
	want.NoFile = 5
	if got := old.Merged(next); got != want {
		t.Errorf("merged: %+v", got)
	}
}
