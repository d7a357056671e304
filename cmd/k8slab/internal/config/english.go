package config

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		example:                             "Mend it after the example in docs/config.md.",
		"설정 파일이 없어요.":                       "there is no configuration file.",
		"경로를 확인해 주세요.":                      "Check the path.",
		"설정 파일을 읽을 수 없어요.":                  "the configuration file cannot be read.",
		"파일인지, 읽을 권한이 있는지 보세요.":             "See whether it is a file and may be read.",
		"설정 파일이 너무 커요. %d KiB까지예요.":         "the configuration file is too large: %d KiB are allowed.",
		"너무 깊이 들어가요.":                       "it is nested too deep.",
		"설정 파일에는 YAML 문서가 하나만 있어야 해요.":      "a configuration file has one YAML document only.",
		"'---' 아래를 지우세요.":                   "Remove what is below '---'.",
		"YAML을 읽을 수 없어요.":                   "this is not YAML.",
		"%q이(가) 두 번 나와요.":                   "%q is there twice.",
		"설정은 '이름: 값'으로 써요.":                 "settings are written 'name: value'.",
		"하나만 남기세요.":                         "Leave one of them.",
		"%q라는 설정은 없어요.":                     "there is no setting %q.",
		"%s에는 값 하나가 와야 해요.":                 "%s takes one value.",
		"keys에는 '동작: [키, …]'가 와야 해요.":       "keys takes 'action: [key, …]'.",
		"예를 들어 'quit: [f10, q]'처럼 쓰세요.":     "Write it as in 'quit: [f10, q]'.",
		"%s에는 키의 이름이나 그 목록이 와야 해요.":         "%s takes the name of a key or a list of them.",
		"host와 context는 함께 쓸 수 없어요.":        "host and context cannot be used together.",
		"engine이 native이면 %s을(를) 쓸 수 없어요.":  "%s cannot be used with the engine native.",
		"%s과(와) 둘 가운데 하나만 쓰세요.":             "Use either that or %s.",
		"engine에는 %q을(를) 쓸 수 없어요.":          "engine does not take %q.",
		"auto, docker, native 가운데 하나를 쓰세요.": "Use one of auto, docker, native.",
		"lang에는 %q을(를) 쓸 수 없어요.":            "lang does not take %q.",
		"ko(한국어)나 en(영어)을 쓰세요.":             "Use ko (Korean) or en (English).",
		"rate에는 %q을(를) 쓸 수 없어요.":            "rate does not take %q.",
		"%d~%d 사이의 정수를 쓰세요.":                "Use a whole number from %d to %d.",
		"%q은(는) 참도 거짓도 아니에요.":               "%q is neither true nor false.",
		"true나 false를 쓰세요.":                 "Use true or false.",
		"%q을(를) 쓰려던 것이 아닌지 보세요.":            "See whether %q was meant.",
		"쓸 수 있는 설정이에요: %s":                  "These are the settings: %s",
	}
}
