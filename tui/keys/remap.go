package keys

import (
	"fmt"
	"slices"
	"strings"
)

// RemapError says why a learner's own keys cannot be used: What and Do are one Korean sentence each.
type RemapError struct {
	Intent Intent // whose keys are wrong
	What   string
	Do     string
}

func (e *RemapError) Error() string { return string(e.Intent) + ": " + e.What }

// Remap gives the bindings with the keys of some intents replaced. It refuses, with a *RemapError, what would leave a
// learner without a way: an unknown intent or key, no key at all, a key that means two things, the digits, which choose
// answers, and Ctrl-C, which always interrupts. The first key given is the one that is shown. Intents are tried in the
// order of the table, so that the same mistake gives the same words.
func Remap(bindings []Binding, own map[Intent][]string) ([]Binding, error) {
	if err := allKnown(bindings, own); err != nil {
		return nil, err
	}
	remapped := make([]Binding, len(bindings))
	for i, b := range bindings {
		if names, ok := own[b.Intent]; ok {
			keys, err := normal(b.Intent, names)
			if err != nil {
				return nil, err
			}
			b.Keys = keys
		}
		remapped[i] = b
	}
	return remapped, unambiguous(remapped, own)
}

func allKnown(bindings []Binding, own map[Intent][]string) error {
	var unknown []Intent
	for i := range own {
		if i == Interrupt || !slices.ContainsFunc(bindings, func(b Binding) bool { return b.Intent == i }) {
			unknown = append(unknown, i)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	if unknown[0] == Interrupt {
		return &RemapError{Interrupt, "중단하는 키(Ctrl+C)는 바꿀 수 없어요.", "이 줄을 지우세요."}
	}
	var names []string
	for _, b := range bindings {
		if b.Intent != Interrupt {
			names = append(names, string(b.Intent))
		}
	}
	return &RemapError{
		unknown[0], fmt.Sprintf("%q라는 동작은 없어요.", unknown[0]),
		fmt.Sprintf("이 가운데 하나를 쓰세요: %s", strings.Join(names, ", ")),
	}
}

// normal checks the keys of one intent, and gives their names as Bubble Tea has them.
func normal(i Intent, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, &RemapError{i, fmt.Sprintf("%q에 키가 하나도 없어요.", i), "키를 적거나, 이 줄을 지우세요."}
	}
	var keys []string
	for _, name := range names {
		key, ok := Parse(name)
		switch {
		case !ok:
			return nil, &RemapError{
				i, fmt.Sprintf("%q라는 키는 없어요.", name),
				"영문자 하나나 f1~f12, up, down, left, right, pgup, pgdown, home, end, enter, tab, esc, space, backspace, " +
					"ctrl+영문자, alt+영문자로 쓰세요.",
			}
		case len(key) == 1 && key >= "0" && key <= "9":
			return nil, &RemapError{i, "숫자는 퀴즈의 답을 고르는 데 써요.", "다른 키를 쓰세요."}
		case key == "ctrl+c":
			return nil, &RemapError{i, "Ctrl+C는 언제나 중단하는 키예요.", "다른 키를 쓰세요."}
		case !slices.Contains(keys, key):
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// unambiguous refuses a key that means two things. The blame goes to an intent whose keys are the learner's own.
func unambiguous(bindings []Binding, own map[Intent][]string) error {
	meaning := map[string]Intent{}
	for _, b := range bindings {
		for _, key := range b.Keys {
			other, twice := meaning[key]
			if !twice {
				meaning[key] = b.Intent
				continue
			}
			blame, kept := b.Intent, other
			if _, mine := own[blame]; !mine {
				blame, kept = other, b.Intent
			}
			return &RemapError{
				blame, fmt.Sprintf("%q은(는) 이미 %q의 키예요.", key, kept),
				fmt.Sprintf("다른 키를 쓰거나, keys에 %q의 새 키도 적으세요.", kept),
			}
		}
	}
	return nil
}

// Parse gives the name that Bubble Tea has for a key, however its modifiers are ordered and its name is capitalized:
// "Ctrl+F", "PageDown", "g", "G". It reports false for what is no key, and for a letter that is not on a Latin keyboard:
// the keys behind Hangul letters are found by themselves.
func Parse(name string) (key string, ok bool) {
	mods := map[string]bool{}
	rest := name
	for {
		mod, after, found := strings.Cut(rest, "+")
		mod = strings.ToLower(mod)
		if !found || after == "" || (mod != "ctrl" && mod != "alt" && mod != "shift") || mods[mod] {
			break
		}
		mods[mod] = true
		rest = after
	}
	base, named := rest, len(rest) > 1
	if named {
		if base, ok = baseName(strings.ToLower(rest)); !ok {
			return "", false
		}
	} else if rest == "" || rest[0] <= ' ' || rest[0] >= 0x7f {
		return "", false
	}
	if len(mods) > 0 && !named {
		base = strings.ToLower(base)
		if mods["shift"] {
			return "", false // The capital letter or the sign itself is what a terminal sends.
		}
	}
	for _, mod := range []string{"shift", "alt", "ctrl"} { // The last one comes first: ctrl+alt+shift+.
		if mods[mod] {
			base = mod + "+" + base
		}
	}
	return base, true
}

// baseName gives Bubble Tea's name of a key that has one.
func baseName(name string) (string, bool) {
	aliases := map[string]string{
		"pageup": "pgup", "pagedown": "pgdown", "pgdn": "pgdown", "return": "enter", "escape": "esc", "del": "delete",
		"ins": "insert",
	}
	if full, ok := aliases[name]; ok {
		return full, true
	}
	switch name {
	case "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "enter", "tab", "esc", "space", "backspace",
		"delete", "insert", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12":
		return name, true
	}
	return "", false
}
