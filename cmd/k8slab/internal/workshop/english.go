package workshop

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		"물음을 기록하지 못해서 내지 않았어요. 디스크에 자리가 있는지 보세요.": "The question could not be recorded and was not asked. See whether the disk has room.",
		"선생님이 서버를 멈췄어요. 다시 열리면 하던 데서 이어져요.":       "The instructor has stopped the server. Once it is open again, you go on where you were.",
		"수업이 끝났어요. 수고했어요.":                        "The class is over. Well done.",
		"오래 쉬어서 연결을 끊었어요. 다시 들어오면 하던 데서 이어져요.":    "You were disconnected after a long rest. Come back to go on where you were.",
		"기록을 지웠어요. 이 초대는 더 쓸 수 없어요.":              "The records were deleted. This invitation can no longer be used.",
		"k8slab: %s\r\n초대 코드로 들어와요.\r\n":          "k8slab: %s\r\nEnter with your invitation's code.\r\n",
		"초대 코드: ": "Code: ",
		"화면이 멈췄어요. 다시 들어오면 하던 데서 이어져요.":                                    "The screen has crashed. Come back to go on where you were.",
		"같은 초대로 다른 곳에서 들어와서, 이 화면은 그리로 옮겨 갔어요.":                            "The same invitation came in elsewhere, and this screen has moved there.",
		"이 초대는 더 쓸 수 없어요. 선생님에게 새 초대를 받으세요.":                               "This invitation can no longer be used. Ask the instructor for a new one.",
		"화면의 모양을 정하지 못했어요. 선생님에게 알려 주세요.":                                  "The screen's look could not be worked out. Please tell the instructor.",
		"진도를 열지 못했어요. 선생님에게 알려 주세요.":                                       "Your progress could not be opened. Please tell the instructor.",
		"자리가 다 찼어요 (%d/%d). 누가 나가면 저절로 들어가요. 앞에 %d명이 기다려요. (Ctrl+C: 그만두기)": "All places are taken (%d/%d). You come in by yourself when somebody leaves. %d wait before you. (Ctrl+C: give up)",
		"여기서는 명령이나 파일 전송, 포워딩을 쓸 수 없어요. 명령 없이 ssh로 들어와 주세요.":               "No commands, file transfers or forwardings here. Please come in by ssh without a command.",
	}
}
