package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/markdown"
)

// Every kind of block, as it is drawn: go test -run Golden -update writes the files anew.
func TestGolden(t *testing.T) {
	src := korean(t)
	for _, w := range []int{40, 80, 120} {
		t.Run(fmt.Sprint("dark", w), func(t *testing.T) {
			o := looks(t, "dark", glyph.Unicode(), w)
			o.Hyperlinks = true
			golden.RequireEqual(t, styled(render(src, o)))
		})
		t.Run(fmt.Sprint("ascii", w), func(t *testing.T) {
			golden.RequireEqual(t, plainText(render(src, looks(t, "ascii", glyph.ASCII(), w))))
		})
		t.Run(fmt.Sprint("dos", w), func(t *testing.T) {
			golden.RequireEqual(t, plainText(render(src, looks(t, "pink", glyph.DOS(), w))))
		})
		t.Run(fmt.Sprint("plain", w), func(t *testing.T) {
			golden.RequireEqual(t, plainText(render(src, markdown.Options{Width: w, Plain: true})))
		})
	}
}

// styled writes lines with their escape sequences made readable.
func styled(lines []markdown.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.NewReplacer("\x1b", "␛", "\x07", "␇").Replace(l.Text))
		b.WriteByte('\n')
	}
	return b.String()
}
