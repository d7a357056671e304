package vterm

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Key is what a terminal sends for a key, as xterm codes it; nothing for a key that it has no code for.
func (m Modes) Key(msg tea.KeyPressMsg) string {
	k := msg.Key()
	if k.Text != "" && k.Mod&(tea.ModCtrl|tea.ModAlt) == 0 {
		return k.Text
	}
	if s, ok := keypad(k.Code); ok {
		return m.pad(s)
	}
	alt := ""
	if k.Mod&tea.ModAlt != 0 {
		alt = "\x1b"
	}
	switch k.Code {
	case tea.KeyEnter:
		return alt + "\r"
	case tea.KeyTab:
		if k.Mod&tea.ModShift != 0 {
			return "\x1b[Z"
		}
		return alt + "\t"
	case tea.KeyEscape:
		return alt + "\x1b"
	case tea.KeyBackspace:
		if k.Mod&tea.ModCtrl != 0 {
			return alt + "\b"
		}
		return alt + "\x7f"
	}
	if s, ok := m.special(k.Code, modifiers(k.Mod)); ok {
		return s
	}
	return alt + character(k)
}

// character is a letter with Ctrl or Alt. With a Hangul input mode on, the key's place on the keyboard counts.
func character(k tea.Key) string {
	code := k.Code
	if k.BaseCode != 0 && code >= 0x80 {
		code = k.BaseCode
	}
	if k.Mod&tea.ModCtrl != 0 {
		return control(code)
	}
	switch {
	case k.Text != "":
		return k.Text
	case code < ' ' || code >= tea.KeyExtended:
		return ""
	case k.ShiftedCode != 0 && k.Mod&tea.ModShift != 0:
		return string(k.ShiftedCode)
	}
	return string(code)
}

// control is a character with Ctrl.
func control(code rune) string {
	switch {
	case code >= 'a' && code <= 'z', code >= '@' && code <= '_':
		return string(code & 0x1f)
	case code == ' ', code == '2':
		return "\x00"
	case code >= '3' && code <= '7':
		return string(code - '3' + 0x1b)
	case code == '/':
		return "\x1f"
	case code == '8', code == '?':
		return "\x7f"
	case code > ' ' && code < 0x7f:
		return string(code)
	}
	return ""
}

// modifiers is xterm's number for them; 1 for none.
func modifiers(m tea.KeyMod) int {
	n := 1
	if m&tea.ModShift != 0 {
		n++
	}
	if m&tea.ModAlt != 0 {
		n += 2
	}
	if m&tea.ModCtrl != 0 {
		n += 4
	}
	return n
}

// special codes the keys that have no character.
func (m Modes) special(code rune, mods int) (string, bool) {
	if final, ok := map[rune]string{
		tea.KeyUp: "A", tea.KeyDown: "B", tea.KeyRight: "C", tea.KeyLeft: "D", tea.KeyHome: "H", tea.KeyEnd: "F",
	}[code]; ok {
		switch {
		case mods > 1:
			return fmt.Sprintf("\x1b[1;%d%s", mods, final), true
		case m.CursorKeys:
			return "\x1bO" + final, true
		}
		return "\x1b[" + final, true
	}
	if final, ok := map[rune]string{tea.KeyF1: "P", tea.KeyF2: "Q", tea.KeyF3: "R", tea.KeyF4: "S"}[code]; ok {
		if mods > 1 {
			return fmt.Sprintf("\x1b[1;%d%s", mods, final), true
		}
		return "\x1bO" + final, true
	}
	n, ok := map[rune]int{
		tea.KeyInsert: 2, tea.KeyDelete: 3, tea.KeyPgUp: 5, tea.KeyPgDown: 6, tea.KeyF5: 15, tea.KeyF6: 17, tea.KeyF7: 18,
		tea.KeyF8: 19, tea.KeyF9: 20, tea.KeyF10: 21, tea.KeyF11: 23, tea.KeyF12: 24,
	}[code]
	switch {
	case !ok:
		return "", false
	case mods > 1:
		return fmt.Sprintf("\x1b[%d;%d~", n, mods), true
	}
	return fmt.Sprintf("\x1b[%d~", n), true
}

// keypad gives the plain key behind one of the keypad, and its code in application mode.
func keypad(code rune) (string, bool) {
	s, ok := map[rune]string{
		tea.KeyKp0: "0p", tea.KeyKp1: "1q", tea.KeyKp2: "2r", tea.KeyKp3: "3s", tea.KeyKp4: "4t", tea.KeyKp5: "5u",
		tea.KeyKp6: "6v", tea.KeyKp7: "7w", tea.KeyKp8: "8x", tea.KeyKp9: "9y", tea.KeyKpEnter: "\rM", tea.KeyKpEqual: "=X",
		tea.KeyKpMultiply: "*j", tea.KeyKpPlus: "+k", tea.KeyKpComma: ",l", tea.KeyKpMinus: "-m", tea.KeyKpDecimal: ".n",
		tea.KeyKpDivide: "/o",
	}[code]
	return s, ok
}

func (m Modes) pad(s string) string {
	if m.Keypad {
		return "\x1bO" + s[1:]
	}
	return s[:1]
}

// PasteText is what a terminal sends for pasted text: without what a program might take for keys or for the paste's end,
// lines ended as by Enter, in brackets if the program asked for them.
func (m Modes) PasteText(text string) string {
	text = strings.NewReplacer("\r\n", "\r", "\n", "\r").Replace(strings.ToValidUTF8(text, ""))
	text = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\t' || (r >= ' ' && (r < 0x7f || r >= 0xa0)) {
			return r
		}
		return -1
	}, text)
	if m.Paste {
		return ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd
	}
	return text
}

// MouseEvent is what a terminal sends for a mouse event at a cell; nothing if the program has not asked for it.
func (m Modes) MouseEvent(msg tea.MouseMsg, x, y int) string {
	mouse := msg.Mouse()
	_, motion := msg.(tea.MouseMotionMsg)
	_, release := msg.(tea.MouseReleaseMsg)
	if m.Mouse == 0 || (motion && m.Mouse == 1000) {
		return ""
	}
	b := ansi.EncodeMouseButton(mouse.Button, motion, mouse.Mod.Contains(tea.ModShift), mouse.Mod.Contains(tea.ModAlt),
		mouse.Mod.Contains(tea.ModCtrl))
	if m.MouseSGR {
		return ansi.MouseSgr(b, x, y, release)
	}
	if x > 222 || y > 222 { // The old coding has no more room.
		return ""
	}
	if release {
		b = 3
	}
	return ansi.MouseX10(b, x, y)
}
