package screen

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
)

// tty is this process's terminal while a model runs on it. Bubble Tea leaves the terminal alone when it does not draw,
// so that raw mode and size are ours to look after.
type tty struct {
	in, out *os.File
	before  *term.State // of in
	undo    func()      // what the system needs besides, such as the modes of a Windows console
}

// openTTY puts the terminal into raw mode. It gives nil if in and out are not both terminals, as with a connection over
// SSH, whose other end looks after its own.
func openTTY(in io.Reader, out io.Writer) (*tty, error) {
	i, ok1 := in.(*os.File)
	o, ok2 := out.(*os.File)
	if !ok1 || !ok2 || !term.IsTerminal(i.Fd()) || !term.IsTerminal(o.Fd()) {
		return nil, nil
	}
	before, err := term.MakeRaw(i.Fd())
	if err != nil {
		return nil, err
	}
	return &tty{in: i, out: o, before: before, undo: prepareOutput(o)}, nil
}

// size is the terminal's size in cells; 80×24 if it does not say.
func (t *tty) size() (width, height int) {
	width, height, err := term.GetSize(t.out.Fd())
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

func (t *tty) restore() {
	t.undo()
	_ = term.Restore(t.in.Fd(), t.before) // A terminal that has gone needs no restoring.
}
