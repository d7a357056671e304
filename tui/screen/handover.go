package screen

import (
	"io"
	"os"
	"regexp"
	"runtime"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Borrower is what a program hands its own terminal over to for a while: something that runs elsewhere and draws by
// itself, such as a shell in a sandbox. The program goes on meanwhile; it only draws nothing.
type Borrower interface {
	// Borrow shows on the terminal, which is as its user had it, what there is so far, and from then on everything that
	// comes.
	Borrow(terminal io.Writer)
	// Return ends that: nothing is written any more, and the terminal shows its main screen.
	Return()
	// Type takes what is typed, but for the keys that lead back. It returns at once.
	Type(p []byte)
}

type (
	// HandedOver tells the model that the terminal is the borrower's now.
	HandedOver struct{}
	// HandedBack tells the model that the terminal is the program's again.
	HandedBack struct{}
	// NotHandedOver tells the model that this terminal can't be handed over: it belongs to a connection or is a Windows
	// console, whose keys do not come as bytes.
	NotHandedOver struct{}

	handOverMsg struct{ to Borrower }
	takeBackMsg struct{}
)

// HandOver is a command that gives the whole terminal to a borrower until the learner types one of the keys that lead
// back (Ctrl+] or F12), or TakeBack.
func HandOver(to Borrower) tea.Cmd { return func() tea.Msg { return handOverMsg{to} } }

// TakeBack is a command that ends what HandOver began, if it has not ended.
func TakeBack() tea.Msg { return takeBackMsg{} }

// unborrow takes back what a borrower may have asked of a terminal, apart from what would move the cursor: the alternate
// screen, a region that scrolls and counting rows from it. Those are the borrower's to take back.
const unborrow = ansi.ResetModeBracketedPaste + ansi.ResetModeMouseNormal + ansi.ResetModeMouseButtonEvent +
	ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr + ansi.ResetModeFocusEvent + ansi.ResetModeCursorKeys +
	ansi.KeypadNumericMode + ansi.SetModeAutoWrap + ansi.ResetModeInsertReplace +
	"\x0f\x1b(B" + ansi.SetModeTextCursorEnable + ansi.ResetStyle

// handOver gives the terminal away.
func (f *frame) handOver(to Borrower) tea.Cmd {
	if f.door == nil || f.borrower != nil || !f.out.open {
		return f.pass(NotHandedOver{})
	}
	if f.out.Close() != nil {
		return f.lost()
	}
	f.borrower = to
	f.door.divert(to.Type)
	to.Borrow(f.out.out)
	return f.pass(HandedOver{})
}

// takeBack draws on the terminal again.
func (f *frame) takeBack() tea.Cmd {
	if f.borrower == nil {
		return nil
	}
	f.unborrow()
	if f.out.Open(f.query) != nil {
		return f.lost()
	}
	return f.pass(HandedBack{})
}

// unborrow makes the terminal what it was before the program and the borrower.
func (f *frame) unborrow() {
	if f.borrower == nil {
		return
	}
	f.borrower.Return()
	f.borrower = nil
	f.door.divert(nil)
	_, _ = io.WriteString(f.out.out, unborrow) // A terminal that has gone shows itself at the next drawing.
}

// door is this process's own terminal as it is read from. While the terminal is handed over, what is typed goes to the
// borrower, as it comes. Everything else is the file's, so that reading can be cancelled as with any file.
type door struct {
	*os.File

	takeBack func() // tells the program; may be called from any goroutine

	mu   sync.Mutex
	to   func([]byte) // nil while the terminal is the program's own
	back *regexp.Regexp
}

// newDoor gives the door of a terminal; nil where what is typed can't be diverted.
func newDoor(t *tty) *door {
	if t == nil || runtime.GOOS == "windows" {
		return nil
	}
	return &door{File: t.in}
}

func (d *door) divert(to func([]byte)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.to = to; to != nil && d.back == nil {
		// Ctrl+] is one byte everywhere but in terminals that code it unambiguously, as xterm and Kitty can; F12 is the
		// key that leaves the pane as well.
		d.back = regexp.MustCompile(`\x1d|\x1b\[24(;1)?~|\x1b\[27;5;93~|\x1b\[93(:\d*)*;5(:1)?u`)
	}
}

// Read implements io.Reader. What was diverted is no bytes.
func (d *door) Read(p []byte) (int, error) {
	n, err := d.File.Read(p)
	d.mu.Lock()
	to, back := d.to, d.back
	d.mu.Unlock()
	if n == 0 || to == nil {
		return n, err
	}
	typed := append([]byte(nil), p[:n]...)
	at := back.FindIndex(typed)
	if at == nil {
		to(typed)
		return 0, err
	}
	if at[0] > 0 {
		to(typed[:at[0]])
	}
	// What was typed behind it was not meant for the screen that comes now, which nobody has seen yet.
	d.takeBack()
	return 0, err
}
