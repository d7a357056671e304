package screen

import (
	"os"

	"golang.org/x/sys/windows"
)

// prepareOutput makes a console understand escape sequences.
func prepareOutput(out *os.File) (undo func()) {
	h := windows.Handle(out.Fd())
	var mode uint32
	if windows.GetConsoleMode(h, &mode) != nil {
		return func() {}
	}
	const vt = windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING | windows.DISABLE_NEWLINE_AUTO_RETURN
	if windows.SetConsoleMode(h, mode|vt) != nil {
		return func() {}
	}
	return func() { _ = windows.SetConsoleMode(h, mode) }
}

// resized has nothing to do: a console tells its size with its input.
func resized(func()) (stop func()) { return func() {} }
