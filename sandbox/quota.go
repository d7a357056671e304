package sandbox

import "fmt"

// Quota bounds all sandboxes of one session together.
type Quota struct {
	Sandboxes int
	CPU       float64 // cores
	Memory    int64   // bytes
	PIDs      int64
}

// Check refuses sandboxes, given by their limits, that are more than the quota together. A sandbox without a limit exceeds
// every bound.
func (q Quota) Check(all []Limits) error {
	var sum Limits
	for _, l := range all {
		sum.CPU = together(sum.CPU, l.CPU)
		sum.Memory = int64(together(float64(sum.Memory), float64(l.Memory)))
		sum.PIDs = int64(together(float64(sum.PIDs), float64(l.PIDs)))
	}
	switch {
	case q.Sandboxes > 0 && len(all) > q.Sandboxes:
		return OverQuota(fmt.Sprintf("컨테이너를 %d개까지만 만들 수 있어요.", q.Sandboxes))
	case q.CPU > 0 && over(sum.CPU, q.CPU):
		return OverQuota(fmt.Sprintf("CPU를 모두 더해 %g개까지만 쓸 수 있어요.", q.CPU))
	case q.Memory > 0 && over(float64(sum.Memory), float64(q.Memory)):
		return OverQuota(fmt.Sprintf("메모리를 모두 더해 %d MiB까지만 쓸 수 있어요.", q.Memory>>20))
	case q.PIDs > 0 && over(float64(sum.PIDs), float64(q.PIDs)):
		return OverQuota(fmt.Sprintf("태스크를 모두 더해 %d개까지만 쓸 수 있어요.", q.PIDs))
	}
	return nil
}

// OverQuota is the error of what exceeds a session's share.
func OverQuota(what string) error {
	return &Error{Kind: KindQuota, What: what, Do: "쓰지 않는 컨테이너를 지우거나 제한을 줄이세요."}
}

// together adds two limits; no limit and another one are no limit.
func together(a, b float64) float64 {
	if a == Unlimited || b == Unlimited {
		return Unlimited
	}
	return a + b
}

// over reports whether a sum of limits exceeds a bound; no limit does.
func over(sum, bound float64) bool { return sum == Unlimited || sum > bound }
