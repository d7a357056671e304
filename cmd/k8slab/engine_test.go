package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// find opens the engine that --engine auto finds with DOCKER_HOST as given.
func find(t *testing.T, socket string) (info sandbox.Info, took time.Duration) {
	t.Helper()
	t.Setenv("DOCKER_HOST", "unix://"+socket)
	e := &engines{app: &app{engine: "auto", getenv: os.Getenv, log: slog.New(slog.DiscardHandler)}}
	began := time.Now()
	d, err := e.open(context.Background())
	took = time.Since(began)
	if err != nil {
		t.Fatalf("no engine: %v", err)
	}
	t.Cleanup(e.close)
	return d.Info(), took
}

// Where Docker does not serve, --engine auto takes the embedded engine, and says why.
func TestAutoSaysWhy(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // There is no embedded engine to fall back on.
	}
	dir := t.TempDir()
	info, _ := find(t, filepath.Join(dir, "none.sock"))
	if info.Driver != "native" || !strings.Contains(info.Source, "꺼져 있어서") {
		t.Errorf("without Docker: %s, %s", info.Driver, info.Source)
	}

	hanging := filepath.Join(dir, "hang.sock")
	l, err := net.Listen("unix", hanging)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	info, took := find(t, hanging)
	if info.Driver != "native" || !strings.Contains(info.Source, "제때 대답하지 않아서") {
		t.Errorf("a Docker that hangs: %s, %s", info.Driver, info.Source)
	}
	// What the embedded engine took itself is its own affair.
	if waited := took - info.Latency; waited > quick+time.Second/2 {
		t.Errorf("a Docker that hangs was waited for %v", waited)
	}
}

// A Docker that answers is taken.
func TestAutoTakesDocker(t *testing.T) {
	socket, ok := strings.CutPrefix(os.Getenv("K8SLAB_TEST_DOCKER"), "unix://")
	if !ok {
		t.Fatal("this needs a Docker Engine: set K8SLAB_TEST_DOCKER, or use scripts/with-engine.sh")
	}
	if info, _ := find(t, socket); info.Driver != "docker" || info.Source != "DOCKER_HOST" {
		t.Errorf("with Docker: %s, %s", info.Driver, info.Source)
	}
}
