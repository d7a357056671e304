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
		"%s 안에서 실행한 '%s' 명령이 %d번 코드로 끝났어요.":       "the command '%[2]s' ended with code %[3]d in %[1]s.",
		"%s 안에서 실행한 '%s' 명령이 %d번 코드로 끝났어요(%s).":   "the command '%[2]s' ended with code %[3]d in %[1]s (%[4]s).",
		"컨테이너가 아직 있는지 보고 다시 해 보세요.":               "See whether the container is still there, and try again.",
		"엔진의 디스크가 가득 찼어요. `docker system df`로 무엇이 차지하는지 보고 자리를 비우세요.": "" +
			"The engine's disk is full. See with `docker system df` what takes it, and make room.",
		"컨테이너에 쓸 자리가 없어요. 셸에서 파일을 지우거나 단계를 되돌린 뒤에 다시 해 보세요.": "" +
			"The container has no room to write. Delete files in a shell, or take the step back, and try again.",
		"제때 끝나지 않았어요.":                   "it did not end in time.",
		"아무것도 하기 전에 이미 참이었어요.":           "it was true before anything was done.",
		"'%s' 값을 한 번도 읽지 못했어요.":          "'%s' could not be read even once.",
		"실습의 프로그램들이 돌고 있는지 보고 다시 해 보세요.": "See whether the lab's programs run, and try again.",
		"%s (방해를 받음)":                    "%s (disturbed)",
		"이 컴퓨터에는 %s 엔진이 없어요.":            "this computer has no engine %s.",
		"그 런타임을 설치하고 엔진에 알려 주면 볼 수 있어요.": "Install that runtime and tell the engine of it to see it.",
		"여기서는 엔진을 하나만 쓸 수 있어요.":          "only one engine can be used here.",
		"이 컴퓨터에서 k8slab을 실행해 보세요.":       "Run k8slab on this computer.",
		"여기서는 %s 엔진을 쓸 수 없어요.":           "the engine %s cannot be used here.",
		"%s에는 %s 런타임이 없어요.":              "%s has no runtime %s.",
		"그 엔진을 설치하고 켠 뒤에 실습을 다시 열어 보세요.": "Install and start that engine, then open the lab again.",
		"설치하고 켠 뒤에 다시 해 보세요.":            "Install and start it, then try again.",
		"맞혔어요":       "right",
		"예상과 달라요":    "not as guessed",
		"딱 맞혔어요":     "exactly right",
		"거의 맞혔어요":    "nearly right",
		"예상의 %s배":    "%s times the guess",
		"예상의 %s분의 1": "1/%s of the guess",
	}
}
