package labpane

import (
	"slices"
	"strings"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// layers shows the images as stacks of layers, and on top of them what each container has written.
func (d *drawing) layers() {
	images := d.state.Seen.Images
	private := func(v sandbox.View) bool { return v.Written != nil }
	if len(images) < 2 && !d.asked(labs.PanelLayers) && !slices.ContainsFunc(d.state.Seen.Sandboxes, private) {
		return
	}
	d.section(d.t("이미지의 레이어"))
	for i := range images {
		d.image(&images[i])
	}
	d.written()
}

// image is one stack, the uppermost layer first, as a stack lies.
func (d *drawing) image(v *sandbox.ImageView) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	state := p.OK.Render(g.Tick) + p.Text.Render(d.t(" 있음"))
	if !v.Present {
		state = p.Bad.Render(g.Fail) + p.Text.Render(d.t(" 지워짐"))
	}
	d.add(p.Accent.Render(v.Name) + " " + state + p.Muted.Render(" "+short(v.ID)+" "+bytesText(v.Bytes)))
	for i, l := range slices.Backward(v.Layers) {
		size := d.t("크기 모름")
		if l.Bytes >= 0 {
			size = bytesText(l.Bytes)
		}
		text := d.f("%d번: %s %s", i+1, rpad(size, 10), short(l.Digest))
		if same := d.sharing(v, l.Digest); same != "" {
			d.add(p.Border.Render("  "+g.V) + p.Text.Render(" "+text) + p.Same.Render(" "+g.Same+" "+same))
			continue
		}
		d.add(p.Border.Render("  "+g.V) + p.Text.Render(" "+text))
	}
	if v.SavedID != "" {
		d.add(indent("  ", d.t("저장한 파일: ")+short(v.SavedID)+" "+bytesText(v.SavedBytes), d.width, p.Muted)...)
	}
}

// sharing names the other images that have a layer as well.
func (d *drawing) sharing(of *sandbox.ImageView, digest string) string {
	var names []string
	for _, other := range d.state.Seen.Images {
		if other.Name != of.Name && slices.ContainsFunc(other.Layers, func(l sandbox.Layer) bool { return l.Digest == digest }) {
			names = append(names, other.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.Join(names, ", ") + d.t("에도")
}

// written shows each container's private layer.
func (d *drawing) written() {
	p := d.look.Theme.Panel
	for _, v := range d.views() {
		if v.Written == nil {
			continue
		}
		from := d.imageName(v.Image)
		d.add(indent(p.Accent.Render(v.Name)+" ", d.f("쓰기 레이어 %s, 그 아래는 이미지 %s", bytesText(*v.Written), from),
			d.width, p.Text)...)
	}
}

// imageName is what the lab calls an image, or its digest.
func (d *drawing) imageName(id string) string {
	for _, i := range d.state.Seen.Images {
		if i.ID == id && id != "" {
			return i.Name
		}
	}
	return short(id)
}

// short is a digest as people compare them: its first twelve digits.
func short(digest string) string {
	hex := strings.TrimPrefix(digest, "sha256:")
	return hex[:min(len(hex), 12)]
}
