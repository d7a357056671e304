package keys_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
)

func TestRemap(t *testing.T) {
	bindings, err := keys.Remap(keys.Bindings(), map[keys.Intent][]string{
		keys.Quit: {"Ctrl+Q", "x"}, keys.Down: {"PageDown", "e"}, keys.PageDown: {"space"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if first := keys.First(bindings, keys.Quit); first != "ctrl+q" {
		t.Errorf("shown for quit: %q", first)
	}
	m := keys.NewMap(bindings)
	for name, want := range map[string]struct {
		msg  tea.KeyPressMsg
		want []keys.Intent
	}{
		"new key":        {press("x", 'x'), []keys.Intent{keys.Quit}},
		"new key, jamo":  {press("ㅌ", 'ㅌ'), []keys.Intent{keys.Quit}},
		"control":        {tea.KeyPressMsg{Code: 'q', Mod: tea.ModCtrl}, []keys.Intent{keys.Quit}},
		"old key":        {press("q", 'q'), nil},
		"moved key":      {tea.KeyPressMsg{Code: tea.KeyPgDown}, []keys.Intent{keys.Down}},
		"untouched":      {press("k", 'k'), []keys.Intent{keys.Up}},
		"always there":   {tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}, []keys.Intent{keys.Interrupt}},
		"the only space": {press(" ", tea.KeySpace), []keys.Intent{keys.PageDown}},
	} {
		if got := m.Intents(want.msg); !slices.Equal(got, want.want) {
			t.Errorf("%s: got %q, want %q", name, got, want.want)
		}
	}
}

func TestRemapRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		own   map[keys.Intent][]string
		blame keys.Intent
		what  string
	}{
		"unknown intent":       {map[keys.Intent][]string{"fly": {"x"}}, "fly", "fly"},
		"unknown key":          {map[keys.Intent][]string{keys.Quit: {"hyper+x"}}, keys.Quit, "hyper+x"},
		"Hangul key":           {map[keys.Intent][]string{keys.Quit: {"ㅂ"}}, keys.Quit, "ㅂ"},
		"no key":               {map[keys.Intent][]string{keys.Quit: {}}, keys.Quit, "quit"},
		"digit":                {map[keys.Intent][]string{keys.Quit: {"1"}}, keys.Quit, "퀴즈"},
		"interrupt taken":      {map[keys.Intent][]string{keys.Quit: {"ctrl+C"}}, keys.Quit, "Ctrl+C"},
		"interrupt remapped":   {map[keys.Intent][]string{keys.Interrupt: {"x"}}, keys.Interrupt, "Ctrl+C"},
		"taken by a default":   {map[keys.Intent][]string{keys.Up: {"q"}}, keys.Up, "quit"},
		"a default before it":  {map[keys.Intent][]string{keys.Quit: {"j"}}, keys.Quit, "down"},
		"taken by another own": {map[keys.Intent][]string{keys.Up: {"x"}, keys.Down: {"x"}}, keys.Up, "down"},
	} {
		_, err := keys.Remap(keys.Bindings(), tc.own)
		var refused *keys.RemapError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if refused.Intent != tc.blame || !strings.Contains(refused.What, tc.what) || refused.Do == "" {
			t.Errorf("%s: blames %s: %s %s", name, refused.Intent, refused.What, refused.Do)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "+", "ctrl++", "Shift+Tab", "alt+ctrl+x", "ctrl+ctrl+x", "ㅂ", "F13", " ", "shift+a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, ok := keys.Parse(name)
		if again, still := keys.Parse(key); ok && (!still || again != key) {
			t.Errorf("%q is %q, which is %q", name, key, again)
		}
	})
}
