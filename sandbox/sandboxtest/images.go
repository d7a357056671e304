package sandboxtest

import (
	"slices"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// image awaits an observation of one image that satisfies ok.
func (w *world) image(name, what string, ok func(*sandbox.ImageView) bool) *sandbox.ImageView {
	w.Helper()
	var found sandbox.ImageView
	w.await(name+": "+what, func(o *sandbox.Observation) bool {
		i := slices.IndexFunc(o.Images, func(v sandbox.ImageView) bool { return v.Name == name })
		if i < 0 || !ok(&o.Images[i]) {
			return false
		}
		found = o.Images[i]
		return true
	})
	return &found
}

// testImages makes an image, runs it, saves, deletes and loads it, and finds the same one again.
func testImages(t *testing.T, s *suite) {
	w := s.open(t)
	files := map[string]string{"/memo.txt": "이미지에 든 메모\n"}
	build := func() error {
		images, err := sandbox.ImagesOf(w.session)
		if err == nil {
			_, err = images.BuildImage(w.ctx, "memo", files)
		}
		return err
	}
	if !s.can(t, sandbox.AbilityImages, build) {
		return
	}
	if err := build(); err != nil {
		t.Fatalf("build: %v", err)
	}
	images, _ := sandbox.ImagesOf(w.session)
	lab, err := w.session.Prepare(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	built := w.image("memo", "built", func(v *sandbox.ImageView) bool { return v.Present })
	if len(built.Layers) != len(lab.Layers)+1 || built.Layers[0].Digest != lab.Layers[0] || built.Layers[0].Bytes < 1<<20 {
		t.Errorf("layers %s, want the lab image's %v and one more", dump(built.Layers), lab.Layers)
	}
	if top := built.Layers[len(built.Layers)-1].Bytes; top != int64(len(files["/memo.txt"])) {
		t.Errorf("the top layer has %d bytes, its file %d", top, len(files["/memo.txt"]))
	}
	w.start(sandbox.Spec{Name: "reader", Image: "memo", Command: []string{"cat", "/memo.txt"}})
	v := w.view("reader", "what is in the image", func(v *sandbox.View) bool { return len(v.Output) == 1 })
	if v.Output[0] != "이미지에 든 메모" || v.Image != built.ID {
		t.Errorf("from %s it says %q, want %s", v.Image, v.Output, built.ID)
	}
	testSaved(w, images, built)
}

func testSaved(w *world, images sandbox.Images, built *sandbox.ImageView) {
	w.Helper()
	_, err := images.LoadImage(w.ctx, "memo")
	wantKind(w, err, sandbox.KindNotFound) // It has not been saved yet.
	saved, err := images.SaveImage(w.ctx, "memo")
	if err != nil || saved.SavedID != built.ID || saved.SavedBytes < 1<<20 {
		w.Fatalf("saved: %s, %v", dump(saved), err)
	}
	w.start(sandbox.Spec{Name: "user", Image: "memo", Command: []string{"work", "idle"}})
	wantKind(w, images.DeleteImage(w.ctx, "memo"), sandbox.KindFailed) // A container uses it.
	for _, name := range []string{"user", "reader"} {
		if err := w.session.Remove(w.ctx, name); err != nil {
			w.Fatalf("remove %s: %v", name, err)
		}
	}
	if err := images.DeleteImage(w.ctx, "memo"); err != nil {
		w.Fatalf("delete: %v", err)
	}
	w.image("memo", "gone", func(v *sandbox.ImageView) bool { return !v.Present })
	_, err = w.session.Start(w.ctx, sandbox.Spec{Name: "late", Image: "memo"})
	wantKind(w, err, sandbox.KindNotFound)
	loaded, err := images.LoadImage(w.ctx, "memo")
	if err != nil || !loaded.Present || loaded.ID != built.ID {
		w.Fatalf("loaded %s, %v, want %s", dump(loaded), err, built.ID)
	}
	w.start(sandbox.Spec{Name: "again", Image: "memo", Command: []string{"cat", "/memo.txt"}})
	w.view("again", "what is in the image", func(v *sandbox.View) bool { return len(v.Output) == 1 })
}

// testWritten counts what is written into the private layer of one sandbox, and nothing in that of another.
func testWritten(t *testing.T, s *suite) {
	w := s.open(t)
	if !s.can(t, sandbox.AbilityImages, func() error { _, err := sandbox.ImagesOf(w.session); return err }) {
		return
	}
	for _, name := range []string{"one", "two"} {
		w.start(sandbox.Spec{Name: name, Command: []string{"work", "idle"}, Writable: true})
	}
	nothing := w.view("one", "an empty layer", func(v *sandbox.View) bool { return v.Written != nil })
	const bytes = 4096
	if _, stderr, code := w.exec("one", "sh", "-c", "head -c 4096 /dev/zero > /file"); code != 0 {
		t.Fatalf("write: %s", stderr)
	}
	w.view("one", "what was written", func(v *sandbox.View) bool {
		return v.Written != nil && *v.Written == *nothing.Written+bytes
	})
	if v := w.last.Sandbox("two"); v.Written == nil || *v.Written != *nothing.Written {
		t.Errorf("the other's layer: %s", dump(v))
	}
}
