package screen

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/charmbracelet/x/ansi"
)

// Tenant is what a terminal is lent to. Its methods return at once.
type Tenant interface {
	Type(p []byte) bool
	Resize(cols, rows int)
}

// Lend gives this process's whole terminal to something that runs elsewhere, such as a shell in a sandbox, until done is
// closed: raw mode, all keys, all changes of size. Start makes the tenant, given the terminal's size. Whatever the tenant
// left on the screen (a full-screen program's, colours, a hidden cursor) is put back.
//
// A goroutine is left that waits for a key which will never come; it is for programs that end after this.
func Lend(ctx context.Context, in, out *os.File, start func(cols, rows int) (t Tenant, done <-chan struct{})) error {
	t, err := openTTY(in, out)
	if err != nil {
		return err
	}
	if t == nil {
		return errors.New("lend: not a terminal")
	}
	defer t.restore()
	tenant, done := start(t.size())
	stop := resized(func() { tenant.Resize(t.size()) })
	defer stop()
	go func() { _, _ = io.Copy(typist{tenant}, in) }()
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	_, werr := io.WriteString(out, ansi.ResetModeAltScreenSaveCursor+ansi.ResetModeBracketedPaste+
		ansi.ResetModeMouseNormal+ansi.ResetModeMouseButtonEvent+ansi.ResetModeMouseAnyEvent+ansi.ResetModeMouseExtSgr+
		ansi.ResetModeCursorKeys+ansi.KeypadNumericMode+ansi.SetModeTextCursorEnable+ansi.ResetStyle)
	return errors.Join(err, werr)
}

// typist types what is written to it.
type typist struct{ Tenant }

func (t typist) Write(p []byte) (int, error) {
	if !t.Type(p) {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}
