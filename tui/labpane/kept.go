package labpane

import "slices"

// kept is what need not be drawn again while only figures move: whole parts of the pane that show none, and the padding
// of rows. Most of what a pane costs is styling and measuring Korean text.
type kept struct {
	revision      uint64
	width, height int
	draft         draft
	parts         map[string]part
	padded        map[string]string
}

// part is a part of the pane as it was drawn last, which depends on whether the row before it was empty.
type part struct {
	rows   []string
	spaced bool
}

// renew forgets what no longer holds.
func (k *kept) renew(revision uint64, width, height int, d draft) {
	if k.parts == nil || k.revision != revision || k.width != width || k.height != height || k.draft != d {
		*k = kept{revision, width, height, d, map[string]part{}, map[string]string{}}
	}
}

// fit is fit, remembered.
func (k *kept) fit(row string, width int) string {
	padded, known := k.padded[row]
	if !known {
		padded = fit(row, width)
		if len(k.padded) > maxPadded {
			clear(k.padded)
		}
		k.padded[row] = padded
	}
	return padded
}

// maxPadded bounds the rows that are remembered.
const maxPadded = 200

// still draws a part that shows no moving figures, or takes it as it was drawn last.
func (d *drawing) still(name string, draw func()) {
	n := len(d.rows)
	spaced := n == 0 || d.rows[n-1] == ""
	if p, known := d.kept.parts[name]; known && p.spaced == spaced {
		d.add(p.rows...)
		return
	}
	draw()
	d.kept.parts[name] = part{slices.Clone(d.rows[n:]), spaced}
}
