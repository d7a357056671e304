// Package keys turns key presses into intents: what the learner wants, whatever key said so. Models handle intents and
// never look at keys; the help page is made from the same table.
//
// Every intent has a key that works while a Hangul input mode is on: an arrow, Enter, Esc, Tab, a digit or a function
// key. Letters work as well, since the key behind a jamo is known: from the terminal (Kitty's base layout key) or from
// the two-set layout. The package holds no state.
package keys

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Intent is what a learner wants.
type Intent string

// The intents.
const (
	None Intent = ""
	Quit Intent = "quit"
	// Interrupt ends the program as Ctrl-C ends any: with exit code 130.
	Interrupt Intent = "interrupt"
	Up        Intent = "up"
	Down      Intent = "down"
	PageUp    Intent = "page-up"
	PageDown  Intent = "page-down"
	Top       Intent = "top"
	Bottom    Intent = "bottom"
	Next      Intent = "next"     // next thing that can be chosen on the page
	Previous  Intent = "previous" // the one before
	Enter     Intent = "enter"    // do what is offered
	Back      Intent = "back"     // leave, or where one was before
	Focus     Intent = "focus"    // the other pane
	Forward   Intent = "next-lesson"
	Backward  Intent = "previous-lesson"
	Contents  Intent = "contents"
	Search    Intent = "search"
	Glossary  Intent = "glossary"
	Help      Intent = "help"
	Hint      Intent = "hint"
	Reset     Intent = "reset"
	Shell     Intent = "shell" // a shell in a sandbox of the lab
	Redo      Intent = "redo"  // the step once more
	Redraw    Intent = "redraw"
	// Those of a class; see Together.
	Hand    Intent = "hand"
	CatchUp Intent = "catch-up"
	PutAway Intent = "put-away"
)

// Binding says which keys mean an intent. Keys are named as Bubble Tea names them; the first is shown to the learner.
type Binding struct {
	Intent Intent
	Keys   []string
	Help   string // Korean: what it does
}

// Bindings is the table of all keys, in the order of the help page. Letters are lower-case and mean both cases unless
// the capital has a row of its own.
func Bindings() []Binding {
	return []Binding{
		{Down, []string{"down", "j"}, "아래로 한 줄"},
		{Up, []string{"up", "k"}, "위로 한 줄"},
		{PageDown, []string{"pgdown", "space", "f", "ctrl+f", "ctrl+d"}, "아래로 한 쪽"},
		{PageUp, []string{"pgup", "b", "ctrl+b", "ctrl+u"}, "위로 한 쪽"},
		{Top, []string{"home", "g"}, "맨 처음으로"},
		{Bottom, []string{"end", "G"}, "맨 끝으로"},
		{Next, []string{"right", "l"}, "다음 고를 것으로 (용어, 그림의 층, 퀴즈)"},
		{Previous, []string{"left", "h"}, "이전 고를 것으로"},
		{Enter, []string{"enter"}, "고른 것을 열거나, 실습의 이번 단계를 해요"},
		{Focus, []string{"tab", "shift+tab"}, "글과 실습 사이를 오가요"},
		{Back, []string{"esc", "backspace"}, "닫거나, 보던 데로 돌아가요"},
		{Forward, []string{"f3", "n"}, "다음 과로"},
		{Backward, []string{"f2", "p"}, "이전 과로"},
		{Contents, []string{"f4", "c"}, "차례"},
		{Search, []string{"f5", "/"}, "찾기 (초성으로도)"},
		{Glossary, []string{"f6", "t"}, "용어집"},
		{Hint, []string{"f7", "i"}, "이번 단계의 힌트"},
		{Reset, []string{"f8", "r"}, "실습을 처음부터"},
		{Shell, []string{"f9", "s"}, "컨테이너 안의 셸 (F12나 Ctrl+]로 나와요)"},
		{Redo, []string{"u", "shift+f8"}, "실습을 한 단계 앞으로 되돌려요"},
		{Help, []string{"f1", "?"}, "이 도움말"},
		{Redraw, []string{"ctrl+l"}, "화면을 다시 그려요"},
		{Quit, []string{"f10", "q"}, "끝내기"},
		{Interrupt, []string{"ctrl+c"}, "중단하기"},
	}
}

// Together are the keys that a learner in a class has besides.
func Together() []Binding {
	return []Binding{
		{Hand, []string{"w", "f11"}, "손 들기, 내리기"},
		{CatchUp, []string{"e", "shift+f3"}, "수업이 있는 데로"},
		{PutAway, []string{"m", "f12"}, "선생님의 말을 닫기"},
	}
}

// Map resolves keys. It is made once from Bindings, or from a learner's own.
type Map map[string]Intent

// NewMap makes a map; a later binding of a key wins.
func NewMap(bindings []Binding) Map {
	m := Map{}
	for _, b := range bindings {
		for _, k := range b.Keys {
			m[k] = b.Intent
		}
	}
	return m
}

// Intents gives what a key press means, in order: one committed Hangul syllable stands for two or three keys.
func (m Map) Intents(msg tea.KeyPressMsg) []Intent {
	var found []Intent
	for _, name := range Names(msg) {
		if intent, ok := m[name]; ok {
			found = append(found, intent)
		} else if lower, ok := m[lowerASCII(name)]; ok {
			found = append(found, lower)
		}
	}
	return found
}

// Names gives the names of the keys behind a key press, as on a keyboard without an input mode.
func Names(msg tea.KeyPressMsg) []string {
	key := msg.Key()
	if key.Text == "" || key.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
		if base := key.BaseCode; base != 0 && base != key.Code {
			key.Code = base
			key.Text = ""
			return []string{tea.KeyPressMsg(key).String()}
		}
		return []string{msg.String()}
	}
	if isASCII(key.Text) {
		return []string{msg.String()}
	}
	if key.BaseCode != 0 {
		return []string{string(key.BaseCode)}
	}
	return Latin(key.Text)
}

// First gives the key that is shown for an intent.
func First(bindings []Binding, i Intent) string {
	at := slices.IndexFunc(bindings, func(b Binding) bool { return b.Intent == i })
	if at < 0 {
		return ""
	}
	return bindings[at].Keys[0]
}

// Shown gives a key's name for the screen.
func Shown(key string) string {
	names := map[string]string{
		"down": "↓", "up": "↑", "left": "←", "right": "→", "pgdown": "PgDn", "pgup": "PgUp", "home": "Home", "end": "End",
		"enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab", "esc": "Esc", "space": "Space", "backspace": "Backspace",
	}
	if n, ok := names[key]; ok {
		return n
	}
	if rest, ok := cutPrefix(key, "ctrl+"); ok {
		return "Ctrl+" + upperASCII(rest)
	}
	if rest, ok := cutPrefix(key, "shift+f"); ok {
		return "Shift+F" + rest
	}
	if len(key) > 1 && key[0] == 'f' {
		return upperASCII(key)
	}
	return key
}
