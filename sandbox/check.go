package sandbox

import (
	"fmt"
	"regexp"
	"slices"
)

// leastMemory is what Docker accepts as a memory limit; every engine takes the same, so that a lab means the same
// everywhere.
const leastMemory = 6 << 20

var cpuSet = regexp.MustCompile(`^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$`)

// ValidName reports whether s may be the name of a session, a sandbox or a host: a DNS label of at most 32 characters.
func ValidName(s string) bool {
	if s == "" || len(s) > 32 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Check refuses what no engine could carry out. What one engine lacks is for its driver to say.
func (s Spec) Check() error {
	switch {
	case !ValidName(s.Name):
		return invalid(fmt.Sprintf("컨테이너 이름으로 쓸 수 없어요(%q).", s.Name))
	case s.Hostname != "" && !ValidName(s.Hostname):
		return invalid(fmt.Sprintf("호스트 이름으로 쓸 수 없어요(%q).", s.Hostname))
	case s.Network != NetworkNone && s.Network != NetworkScene:
		return invalid(fmt.Sprintf("모르는 네트워크 종류예요(%q).", s.Network))
	case s.Network == NetworkScene && s.Share.Net != "":
		return invalid("네트워크를 함께 쓰면서 장면 네트워크에도 들어갈 수는 없어요.")
	case !slices.Contains([]string{"", "on-failure", "always"}, s.Restart):
		return invalid(fmt.Sprintf("모르는 재시작 정책이에요(%q).", s.Restart))
	case s.Limits.NoFile < 0:
		return invalid("열 수 있는 파일 수의 제한은 없앨 수 없어요.")
	}
	return s.Limits.check()
}

// CheckUpdate refuses limits that cannot be set on a sandbox that runs already.
func (l Limits) CheckUpdate() error {
	if l == (Limits{}) {
		return invalid("바꿀 제한이 하나도 없어요.")
	}
	if l.NoFile != 0 {
		return invalid("열 수 있는 파일 수의 제한은 시작할 때만 정할 수 있어요.")
	}
	return l.check()
}

func (l Limits) check() error {
	switch {
	case l.CPU != Unlimited && (l.CPU < 0 || l.CPU > 0 && l.CPU < 0.01):
		return invalid("CPU 제한은 0.01 이상이어야 해요.")
	case l.CPUShares != 0 && (l.CPUShares < 2 || l.CPUShares > 262144):
		return invalid("CPU 몫(shares)은 2에서 262144 사이여야 해요.")
	case l.CPUs != "" && !cpuSet.MatchString(l.CPUs):
		return invalid(fmt.Sprintf("CPU 번호를 알아볼 수 없어요(%q).", l.CPUs))
	case l.Memory != Unlimited && (l.Memory < 0 || l.Memory > 0 && l.Memory < leastMemory):
		return invalid("메모리 제한은 6 MiB 이상이어야 해요.")
	case l.PIDs < Unlimited:
		return invalid("태스크 수 제한은 0보다 커야 해요.")
	}
	return nil
}

// Merged is l with the fields that next sets.
func (l Limits) Merged(next Limits) Limits {
	if next.CPU != 0 {
		l.CPU = next.CPU
	}
	if next.CPUShares != 0 {
		l.CPUShares = next.CPUShares
	}
	if next.CPUs != "" {
		l.CPUs = next.CPUs
	}
	if next.Memory != 0 {
		l.Memory = next.Memory
	}
	if next.PIDs != 0 {
		l.PIDs = next.PIDs
	}
	return l
}

func invalid(what string) error {
	return &Error{Kind: KindInvalid, What: what, Do: "설정을 고치고 다시 시도하세요."}
}
