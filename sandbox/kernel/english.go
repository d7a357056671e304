package kernel

// English is what this package says, in English: finished sentences, with %s and the like where a value stands. See
// package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"cgroup v2를 쓰는 컴퓨터에서는 볼 수 있어요.":      "It can be seen on a computer with cgroup v2.",
		"cgroup v1은 그룹별 압력(PSI)을 알려 주지 않아요.": "cgroup v1 does not tell of each group's pressure (PSI).",
		"호스트와 다른 네임스페이스에서 보고 있어서 알 수 없어요.":   "It cannot be known from another namespace than the host's.",
		"커널이 이 사용자에게는 보여 주지 않아요.":            "The kernel does not show it to this user.",
		"이 커널에는 해당 파일이 없어요.":                 "This kernel does not have the file.",
		"커널 파일을 읽지 못했어요: %s":                 "A file of the kernel could not be read: %s",
		"프로세스가 이미 끝나서 읽을 수 없어요.":             "The process has ended already.",
		"root로 실행하거나 도커 엔진을 사용해 보세요.":        "Run as root, or use a Docker engine.",
		"커널 파일 %s의 내용을 이해하지 못했어요.":           "The contents of the kernel's file %s were not understood.",
		"이 그룹에는 %s 컨트롤러가 연결되어 있지 않아요.":       "This group is not under the %s controller.",
	}
}
