package cgroup

// English is what this package says, in English: finished sentences, with %s and the like where a value stands. See
// package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"여기서는 root인데도 cgroup을 만들 수 없어요.":                                                                                                               "Not even root can make cgroups here.",
		"`/sys/fs/cgroup`이 읽기 전용으로 마운트되어 있지 않은지 보세요. 컨테이너 안이라면 그 밖에서 실행하세요.":                                                                           "See whether `/sys/fs/cgroup` is mounted read-only. Inside a container, run outside of it.",
		"이 컴퓨터는 cgroup v1을 쓰고, v1의 제한은 root만 걸 수 있어요.":                                                                                                 "This computer has cgroup v1, on which only root can set limits.",
		"`sudo k8slab`으로 실행하거나, 커널을 `systemd.unified_cgroup_hierarchy=1`로 부팅해 cgroup v2를 쓰세요.":                                                         "Run `sudo k8slab`, or boot the kernel with `systemd.unified_cgroup_hierarchy=1` for cgroup v2.",
		"이 사용자에게 맡겨진(delegated) cgroup이 없어서 제한을 걸 수 없어요.":                                                                                              "No cgroup is delegated to this user, so that no limit can be set.",
		"`systemd-run --user --scope -p Delegate=yes k8slab`으로 실행하거나 `sudo k8slab`으로 실행하세요.":                                                           "Run `systemd-run --user --scope -p Delegate=yes k8slab`, or `sudo k8slab`.",
		"이 커널에는 cgroup의 %s 컨트롤러가 없거나 꺼져 있어요.":                                                                                                          "This kernel has no %s controller for cgroups, or it is switched off.",
		"커널 부팅 옵션에 `cgroup_disable=%s`가 있으면 지우세요.":                                                                                                     "Remove `cgroup_disable=%s` from the kernel's boot options if it is there.",
		"이 사용자에게는 cgroup의 %s 컨트롤러가 맡겨져 있지 않아요.":                                                                                                        "The %s controller of cgroups is not delegated to this user.",
		"`/etc/systemd/system/user@.service.d/delegate.conf`에 `[Service]`와 `Delegate=cpu cpuset io memory pids`를 적고 다시 로그인하거나, `sudo k8slab`으로 실행하세요.": "Write `[Service]` and `Delegate=cpu cpuset io memory pids` into `/etc/systemd/system/user@.service.d/delegate.conf` and log in again, or run `sudo k8slab`.",

		"이 커널에는 cgroup이 없어요.":             "This kernel has no cgroups.",
		"`CONFIG_CGROUPS`가 켜진 커널로 부팅하세요.": "Boot a kernel that has `CONFIG_CGROUPS`.",
	}
}
