package labs

import (
	"context"
	"path"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
)

// Bounds of the images of a lab.
const (
	maxImages     = 4
	maxImageFiles = 8
)

func (v *validator) images(images map[string]Recipe) {
	if len(images) > maxImages {
		v.at("$.images", "images에는 이미지를 %d개까지만 적을 수 있어요", maxImages)
	}
	for id, r := range images {
		at := "$.images." + id
		if !name.MatchString(id) || id == sandbox.LabImage {
			v.at(at, "이미지 이름 %q은(는) 쓸 수 없어요", id)
		}
		if len(r.Files) == 0 || len(r.Files) > maxImageFiles {
			v.at(at+".files", "files에는 파일이 1~%d개 있어야 해요", maxImageFiles)
		}
		for file, content := range r.Files {
			if !strings.HasPrefix(file, "/") || path.Clean(file) != file || len(file) < 2 || len(file) > 200 ||
				strings.ContainsFunc(file, func(r rune) bool { return r <= ' ' || r == '"' || r == '\\' }) {
				v.at(at+".files", "파일 이름 %q은(는) /로 시작하는 절대 경로여야 해요", file)
			}
			v.text(at+".files", content)
		}
	}
}

// onImage carries out an action on an image.
func (r *Runner) onImage(ctx context.Context, s sandbox.Session, a Action) error {
	images, err := sandbox.ImagesOf(s)
	if err != nil {
		return err
	}
	switch {
	case a.Build != "":
		_, err = images.BuildImage(ctx, a.Build, r.program.Images[a.Build].Files)
	case a.Save != "":
		_, err = images.SaveImage(ctx, a.Save)
	case a.Delete != "":
		err = images.DeleteImage(ctx, a.Delete)
	case a.Load != "":
		_, err = images.LoadImage(ctx, a.Load)
	}
	return err
}
