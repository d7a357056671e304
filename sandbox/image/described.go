package image

import (
	"encoding/json"

	"github.com/k8slab/k8slab/sandbox"
)

// Facts are what an engine is asked for, and what is told of an image.
func (i *Image) Facts() sandbox.Image {
	return sandbox.Image{ID: i.ID, Tag: i.Tag, Layers: i.Layers, Bytes: i.Bytes}
}

// Described gives the facts of the image that Build would make of the embedded labbox, from what the build wrote of it
// (assets.LabImage), without making it. It is false where nothing fit was written.
func Described(text func(arch string) ([]byte, error)) func(arch string) (sandbox.Image, bool) {
	return func(arch string) (sandbox.Image, bool) {
		var facts sandbox.Image
		data, err := text(arch)
		if err != nil || json.Unmarshal(data, &facts) != nil || facts.ID == "" || facts.Tag == "" {
			return sandbox.Image{}, false
		}
		return facts, true
	}
}
