package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"

	"github.com/k8slab/k8slab/labs"
)

// record records a lab's run through its options. What it gives writes the recording once the run is over: a run that
// did not pass is not worth keeping.
func (r automatic) record(lab *labs.Lab, o *labs.Options) (end func(passed bool) error) {
	if r.to == "" {
		return func(bool) error { return nil }
	}
	machine := fmt.Sprintf("%s/%s, CPU %d개", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	rec := labs.NewRecorder(lab, machine)
	also := o.Record
	o.Record = func(e labs.Event) {
		rec.Record(e)
		if also != nil {
			also(e)
		}
	}
	return func(passed bool) error {
		if !passed {
			return nil
		}
		file := r.to
		if r.all {
			file = filepath.Join(r.to, recordingName(lab.ID))
		}
		if err := write(file, rec); err != nil {
			return &failure{exitFailed, fmt.Sprintf("녹화를 저장하지 못했어요: %s", file), "그 자리에 쓸 수 있는지, 디스크에 자리가 있는지 보세요."}
		}
		return nil
	}
}

// write writes a recording under a name of its own and renames it, so that a half-written one is never found.
func write(file string, rec *labs.Recorder) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".recording-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := rec.Write(f); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// recordingName is the name of a lab's recording in a course's recordings directory.
func recordingName(lab string) string { return lab + recordingSuffix }

// Where a course keeps its recordings, and how their names end.
const (
	recordingsDir   = "recordings"
	recordingSuffix = ".jsonl.gz"
)

// recording opens the recording that a course carries of a lab.
func (a *app) recording(lab string) (io.ReadCloser, error) {
	course, err := a.courseFS()
	if err != nil {
		return nil, err
	}
	return course.Open(path.Join(recordingsDir, recordingName(lab)))
}
