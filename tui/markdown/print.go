package markdown

import (
	"bufio"
	"io"
)

// Print writes a whole document to w part by part: with styles, or for Options.Plain without. The colours are those of
// the sheet; a writer that knows its terminal's profile may reduce them.
func Print(w io.Writer, src []byte, o Options) error {
	out := bufio.NewWriterSize(w, 16<<10)
	d := Open(src)
	d.Layout(o)
	for p, ok := d.settle(Pos{}); ok; p, ok = d.settle(Pos{p.part, p.unit + 1, 0}) {
		for _, line := range d.unit(p)[p.row:] {
			_, _ = out.WriteString(line.Text)
			if err := out.WriteByte('\n'); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// Plain writes a document for a screen reader or a pipe.
func Plain(w io.Writer, src []byte, o Options) error {
	o.Plain = true
	return Print(w, src, o)
}
