package labs

// English is what this package says when something goes wrong, in English: finished sentences, with %s where a value
// stands. See package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"실습 파일의 그 줄을 고쳐 주세요.":                     "Mend that line of the lab's file.",
		"엔진이 제때 대답하지 않았어요.":                       "the engine did not answer in time.",
		"잠시 뒤에 다시 해 보세요.":                         "Try again in a moment.",
		"하려던 일을 끝내지 못했어요.":                        "what was to be done could not be finished.",
		"다시 해 보고, 그래도 안 되면 r을 눌러 실습을 처음부터 해 보세요.": "Try again; if it still fails, press r to start the lab over.",
		"아직 엔진에 연결되지 않았어요.":                       "there is no connection to the engine yet.",
		"연결될 때까지 기다렸다가 다시 해 보세요.":                 "Wait until there is one, and try again.",
		"%s 안에서 실행한 '%s' 명령이 %s번 코드로 끝났어요.":       "the command '%[2]s' ended with code %[3]s in %[1]s.",
		"샌드박스가 아직 있는지 보고 다시 해 보세요.":               "See whether the sandbox is still there, and try again.",
		"제때 끝나지 않았어요.":                            "it did not end in time.",
		"아무것도 하기 전에 이미 참이었어요.":                    "it was true before anything was done.",
		"'%s' 값을 한 번도 읽지 못했어요.":                   "'%s' could not be read even once.",
		"실습의 프로그램들이 돌고 있는지 보고 다시 해 보세요.":          "See whether the lab's programs run, and try again.",
	}
}
