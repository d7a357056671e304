package labs_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// recorded is a recording of the lab terms, two steps long.
func recorded(t *testing.T) []byte {
	t.Helper()
	rec := labs.NewRecorder(terms(t).Lab, "시험 기계")
	for _, e := range []labs.Event{
		at(0, labs.Event{Connected: &sandbox.Info{Name: "Docker Engine", Version: "1", Endpoint: "unix:///home/secret"}}),
		at(1, labs.Event{Logged: &sandbox.Entry{Equivalent: "docker -H unix:///home/secret ps"}}),
		at(1, seen(time.UnixMilli(1), nil)),
		at(2, labs.Event{Began: &labs.Began{Step: 0}}),
		at(3, seen(time.UnixMilli(3), as)),
		at(4, seen(time.UnixMilli(4), as)), // Nothing discrete has changed: not worth keeping.
		at(5, labs.Event{Measured: &labs.Measurement{Key: "a.b", Value: 7}}),
		at(6, labs.Event{Ended: &labs.Ended{Step: 0}}),
		at(7, labs.Event{Began: &labs.Began{Step: 1}}),
	} {
		rec.Record(e)
	}
	var file bytes.Buffer
	if err := rec.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestRecordingKeepsWhatMatters(t *testing.T) {
	rec, err := labs.ReadRecording(bytes.NewReader(recorded(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.Events) != 8 || rec.Lab != "terms" || rec.Engine != "Docker Engine 1" || rec.Date.IsZero() {
		t.Errorf("%d events of %+v, want 8", len(rec.Events), rec.Header)
	}
	if rec.Events[0].Connected.Endpoint != "" {
		t.Error("the recording tells where the engine answers")
	}
	if got := rec.Events[1].Logged.Equivalent; got != "docker ps" {
		t.Errorf("the recording tells where the engine answers: %s", got)
	}
	if err := rec.Fits(terms(t).Lab); err != nil {
		t.Error(err)
	}
}

func TestDamagedRecordingIsRefused(t *testing.T) {
	whole := recorded(t)
	for _, damaged := range [][]byte{nil, []byte("no gzip"), whole[:len(whole)/2], whole[:len(whole)-9]} {
		if _, err := labs.ReadRecording(bytes.NewReader(damaged)); err == nil {
			t.Errorf("a recording of %d of %d bytes was read", len(damaged), len(whole))
		}
	}
}

// TestRecordingPlaysWithoutAnEngine plays through the runner and the state, as a screen does.
func TestRecordingPlaysWithoutAnEngine(t *testing.T) {
	file := recorded(t)
	run := labs.NewRunner(terms(t), labs.Options{
		Open: func(context.Context) (sandbox.Driver, error) {
			return nil, &sandbox.Error{Kind: sandbox.KindUnreachable, What: "없어요.", Do: "켜세요.", Err: errors.New("x")}
		},
		Recording: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
		Reading:   time.Millisecond,
	})
	t.Cleanup(func() { _ = run.Close(t.Context()) })
	s := labs.NewState(terms(t))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	until := func(what string, holds func() bool) {
		t.Helper()
		for !holds() {
			e, ok := run.Next(ctx)
			if !ok {
				t.Fatalf("waited in vain for %s", what)
			}
			if s = s.Apply(e); s.Done() || s.Steps[0].Mark == labs.MarkDone {
				t.Fatal("a recording ticked a step")
			}
		}
	}
	run.Connect()
	until("the offer", func() bool { return s.Offered != nil && s.Fault != nil })
	run.Play()
	until("the second step", func() bool { return s.Playing != nil && s.Current == 1 })
	if s.Measured["a.b"].Value != 7 || s.Seen.Sandbox("first") == nil {
		t.Error("what was measured and seen is not shown")
	}
	until("the end", func() bool { return s.Playing == nil && s.Fault != nil })
	if len(s.Measured) > 0 || s.Seen != nil || s.Offered == nil {
		t.Error("something of the recording has stayed")
	}
}

// pack makes a recording of lines.
func pack(t *testing.T, lines ...string) []byte {
	t.Helper()
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	for _, line := range lines {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

const packedHeader = `{"version":1,"lab":"terms","machine":"m\u001b[31m"}`

// A recording may come from anybody: it is refused if it is larger than any lab's could be, without being unpacked whole.
func TestHostileRecordingIsRefused(t *testing.T) {
	sandboxes := strings.TrimSuffix(strings.Repeat(`{"name":"a"},`, 100), ",")
	for name, lines := range map[string][]string{
		"unpacks to much":   {packedHeader, `{"began":{"step":0}}` + strings.Repeat(" ", 30<<20)},
		"a long text":       {packedHeader, `{"logged":{"op":"` + strings.Repeat("a", 30<<20) + `"}}`},
		"many events":       {packedHeader, strings.Repeat("{}\n", 30_000)},
		"many sandboxes":    {packedHeader, `{"observed":{"sandboxes":[` + sandboxes + `]}}`},
		"another version":   {`{"version":2,"lab":"terms"}`},
		"something else":    {packedHeader, `["no event"]`},
		"deeply nested":     {packedHeader, strings.Repeat("[", 1<<20)},
		"nothing after all": {""},
	} {
		if _, err := labs.ReadRecording(bytes.NewReader(pack(t, lines...))); err == nil {
			t.Errorf("%s: it was read", name)
		}
	}
	// Noise cannot be packed: what unpacks to little is a file that is too large all the same.
	noise, random := strings.Builder{}, rand.New(rand.NewPCG(1, 2))
	for range 6 << 20 {
		noise.WriteByte("0123456789abcdef"[random.IntN(16)])
	}
	file := pack(t, packedHeader, `{"logged":{"op":"`+noise.String()+`"}}`)
	if len(file) <= labs.MaxRecording {
		t.Fatalf("the file has only %d bytes", len(file))
	}
	if _, err := labs.ReadRecording(bytes.NewReader(file)); err == nil {
		t.Error("a file that is too large was read")
	}
}

// No text of a recording steers the terminal it is shown on.
func TestRecordingIsPlainText(t *testing.T) {
	rec, err := labs.ReadRecording(bytes.NewReader(pack(t, packedHeader,
		`{"connected":{"name":"D\u001b]0;x\u0007","lacks":{"userns":{"why":"w\u009b2J"}}}}`,
		`{"observed":{"sandboxes":[{"name":"a\u001b[2J","output":["o\rk"],"report":{"values":{"p\u001b":1,"q":2}}}]}}`,
	)))
	if err != nil {
		t.Fatal(err)
	}
	box := rec.Events[1].Observed.Sandboxes[0]
	got := []string{rec.Machine, rec.Events[0].Connected.Name, rec.Events[0].Connected.Lacks["userns"].Why, box.Name, box.Output[0]}
	if want := []string{"m[31m", "D]0;x", "w2J", "a[2J", "ok"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(box.Report.Values) != 1 || box.Report.Values["q"] != 2 {
		t.Errorf("figures %v, want q alone", box.Report.Values)
	}
}

// A recording fits a lab whose words have changed, and not one that does something else.
func TestRecordingFitsWhatTheLabDoes(t *testing.T) {
	rec, err := labs.ReadRecording(bytes.NewReader(recorded(t)))
	if err != nil {
		t.Fatal(err)
	}
	fits := func(change func(*labs.Lab)) error {
		lab := *terms(t).Lab
		lab.Steps = slices.Clone(lab.Steps)
		lab.Scene = maps.Clone(lab.Scene)
		change(&lab)
		return rec.Fits(&lab)
	}
	if err := fits(func(l *labs.Lab) { l.Title, l.Steps[0].Text, l.Steps[0].Check = "x", "y", nil }); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*labs.Lab){
		"another limit": func(l *labs.Lab) { a := l.Scene["first"]; a.Limits.CPU = 7; l.Scene["first"] = a },
		"another deed":  func(l *labs.Lab) { l.Steps[0].Do = []labs.Action{{Remove: "first"}} },
		"fewer steps":   func(l *labs.Lab) { l.Steps = l.Steps[1:] },
	} {
		if err := fits(change); !errors.Is(err, labs.ErrOutdated) {
			t.Errorf("%s: %v; want that it is outdated", name, err)
		}
	}
	rec.Events = append(rec.Events, labs.Event{Began: &labs.Began{Step: 99}})
	if err := rec.Fits(terms(t).Lab); err == nil {
		t.Error("a recording of a step that is not there fits")
	}
}
