package image_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox/image"
)

// engine speaks to a Docker-compatible engine's API, no more of it than these tests need.
type engine struct {
	t    *testing.T
	http *http.Client
}

// connect finds the engine under test. A missing one is a failure.
func connect(t *testing.T) engine {
	t.Helper()
	host := cmp.Or(os.Getenv("K8SLAB_TEST_DOCKER"), os.Getenv("DOCKER_HOST"))
	socket, ok := strings.CutPrefix(host, "unix://")
	if !ok {
		t.Fatalf("no engine: K8SLAB_TEST_DOCKER (or DOCKER_HOST) is %q, want unix:///path/of/its/socket", host)
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	return engine{t, &http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: time.Minute}}
}

// call makes a request and decodes the answer into out, unless that is nil.
func (e engine) call(method, path string, in io.Reader, kind string, out any) {
	e.t.Helper()
	req, err := http.NewRequest(method, "http://engine/v1.40"+path, in)
	if err != nil {
		e.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	resp, err := e.http.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		e.t.Fatalf("%s %s: %s: %s (%v)", method, path, resp.Status, body, err)
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			e.t.Fatalf("%s %s: %s: %v", method, path, body, err)
		}
	}
}

// delete removes something and does not mind if it is gone.
func (e engine) delete(path string) {
	req, err := http.NewRequest(http.MethodDelete, "http://engine/v1.40"+path, http.NoBody)
	if err != nil {
		e.t.Fatal(err)
	}
	if resp, err := e.http.Do(req); err == nil {
		resp.Body.Close()
	}
}

// run creates and starts a container without a network and returns its ID.
func (e engine) run(img *image.Image, cmd ...string) string {
	e.t.Helper()
	config, err := json.Marshal(map[string]any{
		"Image": img.ID, "Cmd": cmd, "Labels": map[string]string{"k8slab.image-test": "yes"},
		"HostConfig": map[string]any{"NetworkMode": "none", "ReadonlyRootfs": true, "CapDrop": []string{"ALL"}},
	})
	if err != nil {
		e.t.Fatal(err)
	}
	var created struct{ ID string }
	e.call(http.MethodPost, "/containers/create", bytes.NewReader(config), "application/json", &created)
	e.t.Cleanup(func() { e.delete("/containers/" + created.ID + "?force=true&v=true") })
	e.call(http.MethodPost, "/containers/"+created.ID+"/start", http.NoBody, "", nil)
	return created.ID
}

// wait returns the exit code of a container.
func (e engine) wait(id string) int {
	e.t.Helper()
	var ended struct{ StatusCode int }
	e.call(http.MethodPost, "/containers/"+id+"/wait", http.NoBody, "", &ended)
	return ended.StatusCode
}

// An engine must give the image the very ID that was computed without asking it, and run it.
func TestEngineLoadsAndRunsTheImage(t *testing.T) {
	e := connect(t)
	labbox, err := image.Toolchain()(context.Background(), runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	// A layer of its own keeps the test from touching a lab image that somebody may be using.
	img := build(t, image.Config{
		Labbox: labbox, Arch: runtime.GOARCH, Repository: "k8slab.local/image-test",
		Layers: []image.Layer{{Comment: "app", Files: []image.File{image.Text("app/안녕.txt", "hi\n")}}},
	})
	t.Cleanup(func() { e.delete("/images/" + url.PathEscape(img.ID) + "?force=true") })
	e.call(http.MethodPost, "/images/load?quiet=1", bytes.NewReader(archive(t, img)), "application/x-tar", nil)

	var loaded struct {
		ID           string
		RepoTags     []string
		Architecture string
		RootFS       struct{ Layers []string }
	}
	e.call(http.MethodGet, "/images/"+img.Tag+"/json", http.NoBody, "", &loaded)
	if loaded.ID != img.ID || !slices.Equal(loaded.RepoTags, []string{img.Tag}) || loaded.Architecture != runtime.GOARCH ||
		!slices.Equal(loaded.RootFS.Layers, img.Layers) {
		t.Errorf("the engine has %+v\nwant %s %s %v", loaded, img.ID, img.Tag, img.Layers)
	}

	idle := e.run(img)
	var state struct {
		State struct {
			Running bool
			Pid     int
		}
	}
	e.call(http.MethodGet, "/containers/"+idle+"/json", http.NoBody, "", &state)
	if !state.State.Running || state.State.Pid == 0 {
		t.Errorf("an idle container: %+v", state)
	}
	e.call(http.MethodPost, "/containers/"+idle+"/kill", http.NoBody, "", nil)
	if code := e.wait(idle); code != 128+9 {
		t.Errorf("idle, then killed: exit code %d, want 137", code)
	}
	for _, tt := range []struct {
		cmd  []string
		want int
	}{
		{[]string{"no-such-command"}, 127},
		{[]string{"/etc/passwd"}, 126},
		{[]string{"labbox"}, 127},
	} {
		if code := e.wait(e.run(img, tt.cmd...)); code != tt.want {
			t.Errorf("%q: exit code %d, want %d", tt.cmd, code, tt.want)
		}
	}
}
