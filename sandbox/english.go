package sandbox

// English is what this package says, in English: finished sentences, with %s and the like where a value stands. See
// package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"도커를 설치하고 `--engine docker`로 실행하세요.":              "Install Docker and run with `--engine docker`.",
		"이 엔진은 이미지를 따로 만들고 다룰 수 없어요.":                     "this engine cannot make and handle images of its own.",
		"CPU 한도에 자주 걸려요: %d번 가운데 %d번 멈췄어요.":               "It often meets its CPU limit: of %d periods it was held in %d.",
		"호스트의 IPC(공유 메모리, 세마포어)를 함께 써요.":                  "It shares the host's IPC (shared memory, semaphores).",
		"호스트의 마운트를 그대로 봐요.":                               "It sees the host's mounts as they are.",
		"--privileged로 시작해서 호스트의 장치와 거의 모든 권한을 가졌어요.":     "Started with --privileged, it has the host's devices and nearly every right.",
		"호스트와 이름(hostname)을 함께 써요.":                       "It shares its hostname with the host.",
		"프로세스 수 한도가 없어서 포크 폭탄이 호스트까지 멈출 수 있어요.":           "Without a limit on processes, a fork bomb may stop the host as well.",
		"메모리를 한도의 90% 넘게 쓰고 있어요.":                         "It uses more than 90% of its memory limit.",
		"호스트의 네트워크를 그대로 써요. 연 포트가 바로 호스트의 포트예요.":          "It uses the host's network: a port it opens is a port of the host.",
		"호스트의 cgroup 네임스페이스를 써서 호스트의 cgroup 경로가 그대로 보여요.": "In the host's cgroup namespace, it sees the host's cgroup paths.",
		"메모리 한도가 없어서 호스트의 메모리를 모두 쓸 수 있어요.":               "Without a memory limit, it may use all of the host's memory.",
		"메모리가 모자라서 커널이 프로세스를 %d번 죽였어요.":                   "For want of memory the kernel has killed processes %d times.",
		"호스트의 PID 네임스페이스를 써서 호스트의 모든 프로세스가 보여요.":          "In the host's PID namespace, it sees every process of the host.",
		"프로세스 수 한도에 걸려 fork가 %d번 거절됐어요.":                  "Its limit on processes has refused %d forks.",
		"기본보다 많은 권한을 가졌어요: %s.":                           "It has more capabilities than the default: %s.",
		"seccomp 필터가 없어서 모든 시스템 콜을 부를 수 있어요.":             "Without a seccomp filter, it may make every system call.",
	}
}
