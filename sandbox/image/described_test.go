package image_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/k8slab/k8slab/assets"
	"github.com/k8slab/k8slab/sandbox/image"
)

// TestDescribedIsBuilt holds what the build wrote of the lab image to the image itself.
func TestDescribedIsBuilt(t *testing.T) {
	for _, arch := range []string{"amd64", "arm64"} {
		labbox, err := assets.Labbox(arch)
		if err != nil {
			t.Fatalf("%v: run make labbox", err)
		}
		img, err := image.Build(labbox, arch)
		if err != nil {
			t.Fatal(err)
		}
		facts, ok := image.Described(assets.LabImage)(arch)
		if !ok || !reflect.DeepEqual(facts, img.Facts()) {
			t.Errorf("%s is described as %+v and is %+v: run make labbox", arch, facts, img.Facts())
		}
	}
}

func TestNothingDescribed(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "no JSON": "x", "no ID": `{"tag":"a"}`} {
		if facts, ok := image.Described(func(string) ([]byte, error) { return []byte(text), nil })("amd64"); ok {
			t.Errorf("%s: %+v", name, facts)
		}
	}
	if _, ok := image.Described(func(string) ([]byte, error) { return nil, errors.New("not there") })("amd64"); ok {
		t.Error("what is not there describes an image")
	}
}
