package words_test

import (
	"testing"

	"github.com/k8slab/k8slab/tui/words"
)

func TestSay(t *testing.T) {
	say := words.New(map[string]string{
		"끝내기":                   "quit",
		"%q라는 과는 없어요.":          "there is no lesson %q.",
		"%s: 모르겠어요.":            "%s: don't know.",
		"%d개 가운데 %d개":           "%[2]d of %[1]d",
		"%d%% 했어요.":             "%d%% done.",
		"이 파일에 있어요: %s":         "it is in this file: %s",
		"다시 하세요. 이 파일에 있어요: %s": "try again; see %s",
		"멈췄어요.":                 "it stopped.",
		"그만두세요. 쉬세요.":           "Stop. Rest.",
	})
	for korean, want := range map[string]string{
		"":              "",
		"끝내기":           "quit",
		"모르는 말":         "모르는 말",
		`"a"라는 과는 없어요.`: `there is no lesson "a".`,
		"끝내기: 모르겠어요.":   "quit: don't know.",
		"7개 가운데 3개":     "3 of 7",
		"멈췄어요. 그만두세요. 쉬세요.":         "it stopped. Stop. Rest.",
		"멈췄어요. 모르는 말":               "it stopped. 모르는 말",
		"모르는 말. 멈췄어요.":              "모르는 말. 멈췄어요.",
		"50% 했어요.":                  "50% done.",
		"다시 하세요. 이 파일에 있어요: /a/b":   "try again; see /a/b",
		"이 파일에 있어요: 100% 이상한 이름 %s": "it is in this file: 100% 이상한 이름 %s",
	} {
		if got := say.T(korean); got != want {
			t.Errorf("%s: %s, want %s", korean, got, want)
		}
	}
	if got := say.F("%d개 가운데 %d개", 7, 3); got != "3 of 7" {
		t.Error(got)
	}
	if got := (words.Say{}).F("%d개", 7); got != "7개" {
		t.Error(got)
	}
}
