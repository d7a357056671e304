package term

import (
	"fmt"
	"strings"
)

// sequence is what a terminal sends for a named key: "enter", "shift+tab", "pgdown", "f5", "ctrl+c", "alt+x". Anything
// that is no name is sent as it is, so "j", "가" and "hello" are typed.
func (s *Screen) sequence(key string) string {
	if seq, ok := plainKey(key); ok {
		return seq
	}
	if final, ok := cursorKey(key); ok {
		if s.modes[modeCursorKeys] {
			return "\x1bO" + final
		}
		return "\x1b[" + final
	}
	if rest, ok := strings.CutPrefix(key, "alt+"); ok && rest != "" {
		return "\x1b" + s.sequence(rest)
	}
	if rest, ok := strings.CutPrefix(key, "ctrl+"); ok && len(rest) == 1 {
		return string(rune(rest[0] & 0x1f))
	}
	if final, mods, ok := modifiedCursorKey(key); ok {
		return fmt.Sprintf("\x1b[1;%d%s", mods, final)
	}
	return key
}

// plainKey covers the keys whose sequence no mode changes.
func plainKey(key string) (string, bool) {
	seq, ok := map[string]string{
		"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "space": " ", "backspace": "\x7f",
		"insert": "\x1b[2~", "delete": "\x1b[3~", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
		"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
		"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
		"ctrl+space": "\x00", "ctrl+\\": "\x1c", "ctrl+]": "\x1d",
	}[key]
	return seq, ok
}

// cursorKey covers the keys that differ in application mode.
func cursorKey(key string) (final string, ok bool) {
	final, ok = map[string]string{
		"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
	}[key]
	return final, ok
}

// modifiedCursorKey covers shift+up, ctrl+right, ctrl+shift+end and the like.
func modifiedCursorKey(key string) (final string, mods int, ok bool) {
	mods = 1
	for {
		name, rest, found := strings.Cut(key, "+")
		bit, isMod := map[string]int{"shift": 1, "alt": 2, "ctrl": 4}[name]
		if !found || !isMod {
			break
		}
		mods, key = mods+bit, rest
	}
	final, ok = cursorKey(key)
	return final, mods, ok
}

// MouseButton is a button as the SGR mouse protocol numbers it.
type MouseButton int

// The buttons.
const (
	MouseLeft      MouseButton = 0
	MouseRight     MouseButton = 2
	MouseWheelUp   MouseButton = 64
	MouseWheelDown MouseButton = 65
)

// click is the sequence for a button pressed and released at a cell counted from 0; false if the program has not asked
// for mouse events in SGR coding.
func (s *Screen) click(x, y int, button MouseButton) (string, bool) {
	asked := (s.modes[1000] || s.modes[1002] || s.modes[1003]) && s.modes[modeMouseSGR]
	press := fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1)
	if button >= MouseWheelUp {
		return press, asked
	}
	return press + fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1), asked
}

// paste is the sequence for pasted text, bracketed if the program asked for that.
func (s *Screen) paste(text string) string {
	if s.modes[modePaste] {
		return "\x1b[200~" + text + "\x1b[201~"
	}
	return text
}
