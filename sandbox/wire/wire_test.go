package wire_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

func TestRequestsAsDocumented(t *testing.T) {
	t.Parallel()
	rate := 5.0
	tests := map[string]wire.Request{
		`{"add":{"name":"first","id":"4f1c","pid":123}}`: {Add: &wire.Target{Name: "first", ID: "4f1c", PID: 123}},
		`{"remove":{"name":"first"}}`:                    {Remove: &wire.Target{Name: "first"}},
		`{"rate":5}`:                                     {Rate: &rate},
		`{"now":true}`:                                   {Now: true},
	}
	for line, want := range tests {
		var b bytes.Buffer
		if err := wire.NewEncoder(&b).Request(want); err != nil || b.String() != line+"\n" {
			t.Errorf("encoded %q, %v, want %q", b.String(), err, line)
		}
		if got, err := wire.NewDecoder(&b).Request(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("decoded %+v, %v, want %+v", got, err, want)
		}
	}
}

func sample() *wire.Sample {
	limit := int64(64 << 20)
	return &wire.Sample{
		Seq: 7, At: time.Date(2026, 11, 23, 9, 0, 0, 1, time.UTC),
		Host: sandbox.Host{Kernel: "6.1", Namespaces: sandbox.Namespaces{"mnt": 1}},
		Views: []wire.View{
			{Name: "gone", PID: 3, Gone: true},
			{
				Name: "first", ID: "4f1c", PID: 123, Namespaces: sandbox.Namespaces{"net": 4026532182},
				Processes:    []sandbox.ProcessView{{HostPID: 123, PID: 1, Comm: "labbox", Args: "<가>&"}},
				ProcessCount: 1, Hostname: "first",
				Cgroup:   &sandbox.Cgroup{Version: 2, Path: "/x", Memory: sandbox.Memory{LimitBytes: &limit}},
				Security: &sandbox.Security{Capabilities: []string{}, Seccomp: "filter"},
				Missing:  map[string]sandbox.Reason{"hostname": {Why: "왜"}},
			},
		},
	}
}

func TestSampleSurvivesTheWire(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	enc := wire.NewEncoder(&b)
	for range 2 {
		if err := enc.Sample(sample()); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 2 {
		t.Fatalf("%d lines for two samples", n)
	}
	dec := wire.NewDecoder(&b)
	got := wire.Sample{Missing: map[string]sandbox.Reason{"of the last one": {}}}
	for range 2 {
		if err := dec.Sample(&got); err != nil || !reflect.DeepEqual(&got, sample()) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := dec.Sample(&got); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

// A version that knows more must not break one that knows less, and a broken line must not end the conversation.
func TestDecoderGoesOn(t *testing.T) {
	t.Parallel()
	dec := wire.NewDecoder(strings.NewReader("\n{\"pause\":true}\nnonsense\n{\"now\":true}\n{\"now\":"))
	if r, err := dec.Request(); err != nil || r.Now {
		t.Errorf("unknown request: %+v, %v", r, err)
	}
	var line *wire.LineError
	if _, err := dec.Request(); !errors.As(err, &line) || line.Line != "nonsense" {
		t.Errorf("broken line: %v", err)
	}
	if r, err := dec.Request(); err != nil || !r.Now {
		t.Errorf("after it: %+v, %v", r, err)
	}
	if _, err := dec.Request(); !errors.As(err, &line) {
		t.Errorf("cut short: %v", err)
	}
	if _, err := dec.Request(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestFillLeavesTheEnginesFieldsAlone(t *testing.T) {
	t.Parallel()
	view := sandbox.View{
		Status: sandbox.Status{Name: "first", State: sandbox.StateRunning}, Hostname: "asked for", Output: []string{"x"},
	}
	w := sample().Views[1]
	w.Fill(&view)
	if view.State != sandbox.StateRunning || view.Hostname != "first" || len(view.Output) != 1 ||
		view.Cgroup != w.Cgroup || view.ProcessCount != 1 || view.Security != w.Security ||
		view.Missing["hostname"].Why != "왜" {
		t.Errorf("%+v", view)
	}
	w.Hostname = ""
	view.Hostname = "asked for"
	if w.Fill(&view); view.Hostname != "asked for" {
		t.Errorf("hostname %q", view.Hostname)
	}
}

func FuzzDecoder(f *testing.F) {
	f.Add([]byte(`{"add":{"name":"first","pid":1},"rate":5}` + "\n"))
	f.Add([]byte(`{"seq":1,"at":"2026-11-23T09:00:00Z","host":{},"views":[{"name":"x","cgroup":{"version":2}}]}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dec := wire.NewDecoder(bytes.NewReader(data))
		for lines := 0; ; lines++ {
			_, err := dec.Request()
			var line *wire.LineError
			if err != nil && !errors.As(err, &line) {
				break
			}
			if lines > bytes.Count(data, []byte("\n"))+1 {
				t.Fatal("more answers than lines")
			}
		}
		var s wire.Sample
		if wire.NewDecoder(bytes.NewReader(data)).Sample(&s) == nil {
			if err := wire.NewEncoder(io.Discard).Sample(&s); err != nil {
				t.Errorf("decoded, but cannot be encoded: %v", err)
			}
		}
	})
}

func BenchmarkSample(b *testing.B) {
	s := sample()
	s.Views = append(s.Views, s.Views[1], s.Views[1], s.Views[1])
	var buf bytes.Buffer
	enc := wire.NewEncoder(&buf)
	var out wire.Sample
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := enc.Sample(s); err != nil {
			b.Fatal(err)
		}
		if err := wire.NewDecoder(&buf).Sample(&out); err != nil {
			b.Fatal(err)
		}
	}
}
