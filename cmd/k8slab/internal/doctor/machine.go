package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/sandbox/kernel"
)

// Machine describes the system, its kernel, its control groups and its user namespaces.
func Machine(s System) Probe {
	return Probe{
		Run: func(context.Context) []Check {
			checks := []Check{{ID: "os", Status: OK, Title: "운영체제", Detail: s.Name + " (" + runtime.GOARCH + ")"}}
			if s.GOOS != "linux" {
				return checks
			}
			return append(checks, kernelCheck(), cgroupCheck(), usernsCheck())
		},
		Hung: Check{ID: "os", Status: Warn, Title: "운영체제", Detail: "/proc이나 /sys를 읽는 데 너무 오래 걸려요."},
	}
}

func line(file string) string {
	data, _ := os.ReadFile(file)
	return strings.TrimSpace(string(data))
}

func kernelCheck() Check {
	c := Check{ID: "kernel", Status: OK, Title: "커널", Detail: line("/proc/sys/kernel/osrelease")}
	if c.Detail == "" {
		c.Status, c.Detail = Warn, "/proc을 읽을 수 없어서 커널의 버전을 알 수 없어요."
		c.Remedy = "`mount -t proc proc /proc`이 되어 있는지 보세요. 엔진이 다른 컴퓨터에 있으면 괜찮아요."
	}
	return c
}

func cgroupCheck() Check {
	c := Check{ID: "cgroup", Status: OK, Title: "cgroup"}
	k, err := kernel.Open("/proc", "/sys/fs/cgroup")
	if err != nil || k.Mounts.Version == 0 {
		c.Status, c.Detail = Warn, "cgroup이 마운트되어 있지 않아요. 내장 엔진은 한도를 걸 수 없어요."
		c.Remedy = "`sudo mount -t cgroup2 none /sys/fs/cgroup`을 실행하세요."
		return c
	}
	controllers := strings.Fields(line("/sys/fs/cgroup/cgroup.controllers"))
	if k.Mounts.Version == 1 {
		controllers = controllers[:0]
		for name := range k.Mounts.Controllers {
			if !strings.Contains(name, "=") && !slices.Contains([]string{"rw", "ro", "xattr"}, name) {
				controllers = append(controllers, name)
			}
		}
		slices.Sort(controllers)
	}
	c.Detail = fmt.Sprintf("v%d, 컨트롤러 %s", k.Mounts.Version, strings.Join(controllers, " "))
	var lacks []string
	for _, need := range []string{"cpu", "memory", "pids"} {
		if !slices.Contains(controllers, need) {
			lacks = append(lacks, need)
		}
	}
	if len(lacks) > 0 {
		c.Status = Warn
		c.Detail = fmt.Sprintf("%s (%s 없음)", c.Detail, strings.Join(lacks, ", "))
		c.Remedy = "커널 부팅 옵션에 `cgroup_enable=memory`를 넣거나 cgroup v2로 부팅하세요(`systemd.unified_cgroup_hierarchy=1`)."
	}
	return c
}

// usernsCheck reads the switches that forbid user namespaces; only trying tells for sure, which the embedded engine does.
func usernsCheck() Check {
	c := Check{ID: "userns", Status: OK, Title: "사용자 네임스페이스", Detail: "만들 수 있어요."}
	for _, x := range []struct{ file, bad, remedy string }{
		{"/proc/sys/user/max_user_namespaces", "0", "`sudo sysctl -w user.max_user_namespaces=10000`을 실행하세요."},
		{"/proc/sys/kernel/unprivileged_userns_clone", "0", "`sudo sysctl -w kernel.unprivileged_userns_clone=1`을 실행하세요."},
		{
			"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
			"`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`을 실행하세요.",
		},
	} {
		if line(x.file) == x.bad && (os.Geteuid() != 0 || strings.HasSuffix(x.file, "max_user_namespaces")) {
			c.Status, c.Detail, c.Remedy = Warn, fmt.Sprintf("이 사용자는 만들 수 없어요(%s=%s).", filepath.Base(x.file), x.bad), x.remedy
		}
	}
	if _, err := os.Lstat("/proc/self/ns/user"); err != nil {
		c.Status, c.Detail = Warn, "이 커널에는 없어요."
		c.Remedy = "CONFIG_USER_NS가 켜진 커널로 부팅하세요."
	}
	return c
}

// Locale checks that Hangul can be written and read.
func Locale(s System, getenv func(string) string) Probe {
	return Probe{Run: func(context.Context) []Check {
		c := Check{ID: "locale", Status: OK, Title: "로캘"}
		for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
			if v := getenv(name); v != "" {
				c.Detail = name + "=" + v
				break
			}
		}
		low := strings.ToLower(c.Detail)
		if s.GOOS != "windows" && !strings.Contains(low, "utf-8") && !strings.Contains(low, "utf8") {
			c.Status = Warn
			if c.Detail == "" {
				c.Detail = "정해져 있지 않아요"
			}
			c.Detail = fmt.Sprintf("%s. UTF-8이 아니어서 선과 기호를 ASCII로 그려요.", c.Detail)
			c.Remedy = s.UTF8()
		}
		return []Check{c}
	}}
}

// leastFree is how much room the program wants for what it keeps, in bytes.
const leastFree = 64 << 20

// Disk checks that there is room for what the program keeps in dir, and that it may be kept there.
func Disk(dir string, err error) Probe {
	c := Check{ID: "disk", Status: OK, Title: "디스크"}
	hung := c
	hung.Status, hung.Detail = Warn, fmt.Sprintf("디스크가 대답하지 않아요: %s", dir)
	hung.Remedy = "그 디렉터리가 있는 파일 시스템(네트워크 드라이브?)을 살펴보세요."
	return Probe{Hung: hung, Run: func(context.Context) []Check {
		if err != nil {
			c.Status, c.Detail = Warn, "진도를 저장할 곳이 없어요. HOME이 정해져 있지 않아요."
			c.Remedy = "`export HOME=…`이나 `export XDG_STATE_HOME=…`으로 쓸 수 있는 디렉터리를 정하세요."
			return []Check{c}
		}
		at := dir
		for !isDir(at) && filepath.Dir(at) != at {
			at = filepath.Dir(at)
		}
		free, ferr := freeBytes(at)
		c.Detail = fmt.Sprintf("%s에 %d MiB 남았어요.", dir, free>>20)
		f, werr := os.CreateTemp(at, ".k8slab-doctor-*")
		if werr == nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
		switch {
		case werr != nil:
			c.Status, c.Detail = Warn, fmt.Sprintf("진도를 저장할 수 없어요. 쓸 수 없는 곳이에요: %s", at)
			c.Remedy = fmt.Sprintf("`ls -ld %s`로 주인과 권한을 보고, 다른 곳을 쓰려면 XDG_STATE_HOME을 정하세요.", strconv.Quote(at))
		case ferr != nil:
			c.Detail = fmt.Sprintf("%s에 쓸 수 있어요.", dir)
		case free < leastFree:
			c.Status, c.Remedy = Warn, "`k8slab clean`과 `df -h`로 자리를 비우세요."
		}
		return []Check{c}
	}}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
