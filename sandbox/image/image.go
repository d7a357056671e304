package image

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Repository is where the lab image is in every engine's list of names. The domain does not exist, so that nobody pulls
// it by mistake. The tag is the beginning of the uppermost layer's diff ID.
const Repository = "k8slab.local/lab"

// Label marks everything that is ours in an engine; the image bears it with the value "lab".
const Label = "k8slab.image"

// Config says what an image is to be. Labbox and Arch are required.
type Config struct {
	// Labbox is the program, an ELF file for linux on Arch ("amd64", "arm64").
	Labbox []byte
	Arch   string
	// Repository names the image; empty means the constant Repository.
	Repository string
	// Layers go above the lab's own, lowest first.
	Layers []Layer
}

// Image is one image, ready to be written out. It never changes.
type Image struct {
	// ID is the digest of the configuration, "sha256:…": what Docker and Podman call the image ID. An engine that keeps
	// its images in containerd gives another ID; it can be known by Tag there.
	ID string
	// Tag is its name, "k8slab.local/lab:0123456789ab".
	Tag string
	// Arch is the architecture in Go's words.
	Arch string
	// Layers are the diff IDs, "sha256:…", lowest first.
	Layers []string
	// Bytes is the sum of all file sizes.
	Bytes int64

	config []byte
	layers []packed
}

// packed is a layer with what is known from packing it once.
type packed struct {
	files []File
	size  int64  // of the tar file
	hex   string // diff ID without its prefix
}

// Build makes the lab image from labbox's bytes.
func Build(labbox []byte, arch string) (*Image, error) {
	return Config{Labbox: labbox, Arch: arch}.Build()
}

// Build makes the image. It costs about as much as hashing it.
func (c Config) Build() (*Image, error) {
	if err := checkELF(c.Labbox, c.Arch); err != nil {
		return nil, fmt.Errorf("build image: %w", err)
	}
	img := &Image{Arch: c.Arch}
	layers := slices.Concat([]Layer{labLayer(c.Labbox)}, c.Layers)
	exists := map[string]File{}
	for _, l := range layers {
		files, err := l.complete(exists)
		if err != nil {
			return nil, fmt.Errorf("build image: layer %q: %w", l.Comment, err)
		}
		p, err := pack(files)
		if err != nil {
			return nil, fmt.Errorf("build image: layer %q: %w", l.Comment, err)
		}
		img.layers = append(img.layers, p)
		img.Layers = append(img.Layers, "sha256:"+p.hex)
		for _, f := range files {
			img.Bytes += int64(len(f.Data))
		}
	}
	var err error
	if img.config, err = json.Marshal(newConfigFile(c.Arch, layers, img.Layers)); err != nil {
		return nil, fmt.Errorf("build image: %w", err)
	}
	sum := sha256.Sum256(img.config)
	img.ID = "sha256:" + hex.EncodeToString(sum[:])
	repository := c.Repository
	if repository == "" {
		repository = Repository
	}
	img.Tag = repository + ":" + img.layers[len(img.layers)-1].hex[:12]
	return img, nil
}

// pack writes a layer to nowhere, to learn its digest and size.
func pack(files []File) (packed, error) {
	digest := sha256.New()
	n := &counter{w: digest}
	if err := writeTar(n, files); err != nil {
		return packed{}, err
	}
	return packed{files: files, size: n.n, hex: hex.EncodeToString(digest.Sum(nil))}, nil
}

// counter counts what goes through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
