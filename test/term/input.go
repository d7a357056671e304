//go:build linux

package term

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"
)

// Press types keys one after the other; see the package's key names in keys.go ("enter", "shift+tab", "ctrl+c", "j").
func (t *Terminal) Press(keys ...string) error {
	for _, key := range keys {
		t.mu.Lock()
		seq := t.screen.sequence(key)
		t.mu.Unlock()
		if err := t.Send(seq); err != nil {
			return err
		}
	}
	return nil
}

// Send writes bytes as they are to the program's input.
func (t *Terminal) Send(s string) error {
	_, err := io.WriteString(t.pty, s)
	return err
}

// Paste sends text as a terminal pastes it.
func (t *Terminal) Paste(text string) error {
	t.mu.Lock()
	seq := t.screen.paste(text)
	t.mu.Unlock()
	return t.Send(seq)
}

// Click presses and releases a mouse button at a cell, counted from 0. A program that has not asked for the mouse gets
// nothing, and that is an error here.
func (t *Terminal) Click(x, y int, button MouseButton) error {
	t.mu.Lock()
	seq, asked := t.screen.click(x, y, button)
	t.mu.Unlock()
	if !asked {
		return errors.New("the program has not asked for the mouse")
	}
	return t.Send(seq)
}

// Resize changes the terminal's size; the program gets SIGWINCH.
func (t *Terminal) Resize(cols, rows int) error {
	t.mu.Lock()
	t.screen.Resize(cols, rows)
	t.mu.Unlock()
	return setSize(t.pty, cols, rows)
}

// Signal sends a signal to the program alone, not to its children.
func (t *Terminal) Signal(s syscall.Signal) error { return t.cmd.Process.Signal(s) }

// Hangup closes the terminal, as when its window is closed: the program gets SIGHUP and can write no more.
func (t *Terminal) Hangup() error { return t.pty.Close() }

// WaitExit waits for the program's end and gives its exit code, or 128+n if signal n ended it.
func (t *Terminal) WaitExit(limit time.Duration) (int, error) {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	select {
	case <-t.exited:
	case <-deadline.C:
		return 0, ErrTimeout
	}
	state := t.cmd.ProcessState
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return state.ExitCode(), nil
}

// Unrestored names what a program that has ended left of its own in the terminal: screen modes, as
// [Screen.Unrestored], and the line discipline's (echo, line input, signals). It is an error if the program, or a
// process that it left behind, still holds the terminal when limit is over.
func (t *Terminal) Unrestored(limit time.Duration) ([]string, error) {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	select {
	case <-t.drained:
	case <-deadline.C:
		return nil, errors.New("somebody still holds the terminal")
	}
	var left []string
	t.Look(func(s *Screen) { left = s.Unrestored() })
	now, err := lineModes(t.pty)
	if err != nil {
		return nil, err
	}
	if now.Iflag != t.initial.Iflag || now.Oflag != t.initial.Oflag || now.Lflag != t.initial.Lflag {
		left = append(left, "the line is not in the mode it was in")
	}
	return left, nil
}

// Close kills the program if it still runs, and frees the terminal.
func (t *Terminal) Close() error {
	err := t.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	<-t.exited
	if closeErr := t.pty.Close(); !errors.Is(closeErr, os.ErrClosed) {
		err = errors.Join(err, closeErr)
	}
	return err
}
