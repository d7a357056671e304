package sandbox

import "context"

// Images is what a Session may be as well: it can make images of its own and handle them. Ask [ImagesOf] for it. All of
// them bear the session's label, and are removed with the session.
type Images interface {
	// BuildImage makes an image: the lab image with one more layer, which holds files (their content by absolute path).
	BuildImage(ctx context.Context, name string, files map[string]string) (ImageView, error)
	// SaveImage writes an image into an archive that the session keeps in memory.
	SaveImage(ctx context.Context, name string) (ImageView, error)
	// DeleteImage deletes an image. One that a container still uses is not deleted.
	DeleteImage(ctx context.Context, name string) error
	// LoadImage makes the engine have an image again, from the archive that SaveImage wrote.
	LoadImage(ctx context.Context, name string) (ImageView, error)
}

// ImagesOf gives what a session can do with images; an Error of KindUnsupported if that is nothing.
func ImagesOf(s Session) (Images, error) {
	if images, ok := s.(Images); ok {
		return images, nil
	}
	return nil, &Error{
		Kind: KindUnsupported, What: "이 엔진은 이미지를 따로 만들고 다룰 수 없어요.", Do: "도커를 설치하고 `--engine docker`로 실행하세요.",
	}
}

// ImageView is an image as the engine has it.
type ImageView struct {
	// Name is what the session calls it; LabImage is the one that every sandbox runs from unless its spec says otherwise.
	Name string `json:"name"`
	// Present is false once it has been deleted, by whomever; the rest is then what was last known.
	Present bool `json:"present"`
	// ID is the digest of its configuration, sha256:…, Tag its name in the engine.
	ID  string `json:"id"`
	Tag string `json:"tag"`
	// Layers are its layers, lowest first.
	Layers []Layer `json:"layers"`
	// Bytes is the size of all of them, unpacked.
	Bytes int64 `json:"bytes"`
	// SavedID is the ID of what SaveImage wrote, SavedBytes the archive's size; empty if it has not been saved.
	SavedID    string `json:"savedID,omitempty"`
	SavedBytes int64  `json:"savedBytes,omitempty"`
}

// LabImage is the name of the lab image among a session's.
const LabImage = "lab"

// Layer is one layer of an image.
type Layer struct {
	// Digest is that of the unpacked layer (its diff ID), sha256:….
	Digest string `json:"digest"`
	// Bytes is its size, unpacked; -1 if the engine does not tell.
	Bytes int64 `json:"bytes"`
}
