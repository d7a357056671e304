package theme

// English is what this package says, in English: finished sentences, with %s and the like where a value stands. See
// package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"그림:":               "Image:",
		"‘%s’은(는) 색이 아니에요.": "‘%s’ is no colour.",

		"0–255 사이의 번호나 #RRGGBB로 쓰세요.": "Use a number from 0 to 255, or #RRGGBB.",
		"JSON이 끝나기 전에 파일이 끝났어요.":      "the file ended before its JSON did.",
		"스타일 파일을 읽을 권한이 없어요.":         "the style file may not be read.",

		"0 이상의 정수":                        "a number from 0 on",
		"JSON 문법이 맞지 않아요.":                "that is not JSON.",
		"‘%s’에는 %s이(가) 아니라 %s이(가) 와야 해요.": "‘%[1]s’ wants %[3]s, not %[2]s.",
		"경로와 권한을 확인하세요.":                  "Check the path and its permissions.",
		"스타일 파일이 없어요.":                    "there is no such style file.",
		"참/거짓":                            "a boolean",
		"스타일 파일을 읽을 수 없어요.":               "the style file cannot be read.",
		"객체": "an object",
		"수":  "a number",
		"그 줄을 고치거나 ‘--style dark’처럼 이름으로 고르세요.": "Mend that line, or choose by name, as in ‘--style dark’.",
		"스타일 파일을 이해할 수 없어요.":                    "the style file makes no sense.",
		"문자열":               "a string",
		"배열":                "an array",
		"참/거짓(true, false)": "a boolean (true, false)",
		"다음 가운데 하나를 쓰거나 JSON 스타일 파일의 경로를 주세요: %s": "Use one of these, or the path of a JSON style file: %s",
		"‘%s’ 테마를 찾을 수 없어요.":                      "there is no theme ‘%s’.",
	}
}
