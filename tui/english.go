package tui

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		"살펴보고 있어요.":    "Looking.",
		"실습을 여는 중이에요.": "Opening the lab.",
		"글":            "text",
		"실습":           "lab",
		"닫기":           "close",
		"열기":           "open",
		"단계 하기":        "do the step",
		"힌트":           "hint",
		"처음부터":         "start over",
		"글로":           "to the text",
		"아래":           "down",
		"위":            "up",
		"고르기":          "choose",
		"실습으로":         "to the lab",
		"다음 과":         "next lesson",
		"도움말":          "help",
		"셸":            "shell",
		"고른 줄 복사":      "copy these lines",
		"여기부터 표시":      "mark from here",
		"화면 복사":        "copy the screen",
		"위로":           "up",
		"셸로":           "to the shell",
		"크게":           "larger",
		"작게":           "smaller",
		"나가기 (Ctrl+])": "leave (Ctrl+])",
		"훑어보기·복사":      "look back, copy",
		"끝내기":          "quit",
	}
}
