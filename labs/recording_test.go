package labs_test

import (
	"bytes"
	"context"
	"errors"
	"io"
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
	if len(rec.Events) != 7 || rec.Lab != "terms" || rec.Engine != "Docker Engine 1" || rec.Date.IsZero() {
		t.Errorf("%d events of %+v, want 7", len(rec.Events), rec.Header)
	}
	if rec.Events[0].Connected.Endpoint != "" {
		t.Error("the recording tells where the engine answers")
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
