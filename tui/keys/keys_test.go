package keys_test

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
)

func press(text string, code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Text: text, Code: code} }

func TestIntents(t *testing.T) {
	m := keys.NewMap(keys.Bindings())
	for _, tc := range []struct {
		name string
		msg  tea.KeyPressMsg
		want []keys.Intent
	}{
		{"letter", press("q", 'q'), []keys.Intent{keys.Quit}},
		{"jamo of the same key", press("ㅂ", 'ㅂ'), []keys.Intent{keys.Quit}},
		{"capital has its own row", press("G", 'g'), []keys.Intent{keys.Bottom}},
		{"capital without one", press("Q", 'q'), []keys.Intent{keys.Quit}},
		{"double jamo is a capital", press("ㅃ", 'ㅃ'), []keys.Intent{keys.Quit}},
		{"syllable is two keys", press("버", '버'), []keys.Intent{keys.Quit, keys.Down}},
		{"syllable with a tail", press("건", '건'), []keys.Intent{keys.Reset, keys.Down, keys.Shell}},
		{"compound vowel", press("ㅘ", 'ㅘ'), []keys.Intent{keys.Previous, keys.Up}},
		{"base key from the terminal", tea.KeyPressMsg{Text: "ㅓ", Code: 'ㅓ', BaseCode: 'j'}, []keys.Intent{keys.Down}},
		{"control with a Hangul code", tea.KeyPressMsg{Code: 'ㅊ', BaseCode: 'c', Mod: tea.ModCtrl}, []keys.Intent{keys.Interrupt}},
		{"arrow", tea.KeyPressMsg{Code: tea.KeyDown}, []keys.Intent{keys.Down}},
		{"space", press(" ", tea.KeySpace), []keys.Intent{keys.PageDown}},
		{"question mark", press("?", '/'), []keys.Intent{keys.Help}},
		{"slash", press("/", '/'), []keys.Intent{keys.Search}},
		{"unbound", press("z", 'z'), nil},
	} {
		if got := m.Intents(tc.msg); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q (names %q)", tc.name, got, tc.want, keys.Names(tc.msg))
		}
	}
}

// TestEveryIntentWithoutLetters holds the promise that a Hangul input mode never locks a learner out.
func TestEveryIntentWithoutLetters(t *testing.T) {
	for _, b := range keys.Bindings() {
		if !slices.ContainsFunc(b.Keys, func(k string) bool { return len(k) > 1 }) {
			t.Errorf("%s has no key that works without letters: %q", b.Intent, b.Keys)
		}
	}
}

func TestNoKeyTwice(t *testing.T) {
	seen := map[string]keys.Intent{}
	for _, b := range keys.Bindings() {
		for _, k := range b.Keys {
			if other, twice := seen[k]; twice {
				t.Errorf("%q means both %s and %s", k, other, b.Intent)
			}
			seen[k] = b.Intent
		}
	}
}

// The keys of a class are none that mean something already, and one of each works without letters.
func TestTogether(t *testing.T) {
	all := append(keys.Bindings(), keys.Together()...)
	seen := map[string]keys.Intent{}
	for _, b := range all {
		for _, k := range b.Keys {
			if other, twice := seen[k]; twice {
				t.Errorf("%q means both %s and %s", k, other, b.Intent)
			}
			seen[k] = b.Intent
		}
		if !slices.ContainsFunc(b.Keys, func(k string) bool { return len(k) > 1 }) {
			t.Errorf("%s has no key that works without letters: %q", b.Intent, b.Keys)
		}
	}
}
