package keys

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		"아래로 한 줄": "down a line",
		"위로 한 줄":  "up a line",
		"아래로 한 쪽": "down a page",
		"위로 한 쪽":  "up a page",
		"맨 처음으로":  "to the beginning",
		"맨 끝으로":   "to the end",
		"다음 고를 것으로 (용어, 그림의 층, 퀴즈)":    "to the next thing that can be chosen (term, layer of a figure, quiz)",
		"이전 고를 것으로":                    "to the one before",
		"고른 것을 열거나, 실습의 이번 단계를 해요":     "open what is chosen, or do the lab's step",
		"글과 실습 사이를 오가요":                "go between text and lab",
		"닫거나, 보던 데로 돌아가요":              "close, or go back to where you were",
		"다음 과로":                        "next lesson",
		"이전 과로":                        "previous lesson",
		"차례":                           "contents",
		"찾기 (초성으로도)":                   "search (initial consonants will do)",
		"용어집":                          "glossary",
		"이번 단계의 힌트":                    "a hint for this step",
		"실습을 처음부터":                     "the lab from the start",
		"컨테이너 안의 셸 (F12나 Ctrl+]로 나와요)": "a shell in the container (F12 or Ctrl+] leaves it)",
		"손 들기, 내리기":                    "raise the hand, or lower it",
		"수업이 있는 데로":                    "to where the class is",
		"선생님의 말을 닫기":                   "put the instructor's words away",
		"이 도움말":                        "this help",
		"화면을 다시 그려요":                   "draw the screen anew",
		"끝내기":                          "quit",
		"중단하기":                         "interrupt",
		"중단하는 키(Ctrl+C)는 바꿀 수 없어요.":    "the key that interrupts (Ctrl+C) cannot be changed.",
		"이 줄을 지우세요.":                   "Remove this line.",
		"%q라는 동작은 없어요.":                "there is no action %q.",
		"이 가운데 하나를 쓰세요: %s":            "Use one of these: %s",
		"%q에 키가 하나도 없어요.":              "%q has no key at all.",
		"키를 적거나, 이 줄을 지우세요.":           "Name a key, or remove this line.",
		"%q라는 키는 없어요.":                 "there is no key %q.",
		"영문자 하나나 f1~f12, up, down, left, right, pgup, pgdown, home, end, enter, tab, esc, space, backspace, " +
			"ctrl+영문자, alt+영문자로 쓰세요.": "" +
			"Use a Latin letter or one of f1 to f12, up, down, left, right, pgup, pgdown, home, end, enter, tab, esc, " +
			"space, backspace, ctrl+letter, alt+letter.",
		"실습을 한 단계 앞으로 되돌려요":               "take the lab back by one step",
		"숫자는 퀴즈의 답을 고르는 데 써요.":            "digits choose the answers of a quiz.",
		"다른 키를 쓰세요.":                      "Use another key.",
		"Ctrl+C는 언제나 중단하는 키예요.":           "Ctrl+C always interrupts.",
		"%q은(는) 이미 %q의 키예요.":              "%q is a key of %q already.",
		"다른 키를 쓰거나, keys에 %q의 새 키도 적으세요.": "Use another key, or give %q new ones in keys, too.",
	}
}
