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
		"seccomp 필터가 없어서 모든 시스템 호출을 부를 수 있어요.":            "Without a seccomp filter, it may make every system call.",
		"설정을 고치고 다시 시도하세요.":                               "Mend the configuration and try again.",
		"컨테이너를 %d개까지만 만들 수 있어요.":                          "no more than %d sandboxes can be made.",
		"CPU를 모두 더해 %g개까지만 쓸 수 있어요.":                      "no more than %g CPUs can be used in all.",
		"메모리를 모두 더해 %d MiB까지만 쓸 수 있어요.":                   "no more than %d MiB of memory can be used in all.",
		"태스크를 모두 더해 %d개까지만 쓸 수 있어요.":                      "there can be no more than %d tasks in all.",
		"쓰지 않는 컨테이너를 지우거나 제한을 줄이세요.":                      "Remove a sandbox that is not in use, or lower the limits.",
		"바꿀 제한이 하나도 없어요.":                                 "there is no limit to change.",
		"열 수 있는 파일 수의 제한은 시작할 때만 정할 수 있어요.":               "the limit on open files can be set at the start only.",
		"CPU 몫(shares)은 2에서 262144 사이여야 해요.":              "CPU shares must be from 2 to 262144.",
		"네트워크를 함께 쓰면서 장면 네트워크에도 들어갈 수는 없어요.":              "what shares a network cannot be in the scene's network as well.",
		"태스크 수 제한은 0보다 커야 해요.":                            "the limit on tasks must be greater than 0.",
		"열 수 있는 파일 수의 제한은 없앨 수 없어요.":                      "the limit on open files cannot be taken away.",
		"메모리 제한은 6 MiB 이상이어야 해요.":                         "the memory limit must be 6 MiB or more.",
		"CPU 제한은 0.01 이상이어야 해요.":                          "the CPU limit must be 0.01 or more.",
		"호스트 이름으로 쓸 수 없어요(%q).":                           "that cannot be a hostname (%q).",
		"CPU 번호를 알아볼 수 없어요(%q).":                          "the CPU numbers make no sense (%q).",
		"컨테이너 이름으로 쓸 수 없어요(%q).":                          "that cannot be a sandbox's name (%q).",
		"모르는 네트워크 종류예요(%q).":                              "no such kind of network (%q).",
		"모르는 재시작 정책이에요(%q).":                              "no such restart policy (%q).",
	}
}
