//go:build linux

package native

import (
	"fmt"

	"github.com/k8slab/k8slab/sandbox"
)

// quota refuses limits that, together with those of the session's other sandboxes, exceed its share. replaced names a
// sandbox whose own limits do not count, since it is to get these. The session's mutex is held.
func (s *session) quota(replaced string, next sandbox.Limits) error {
	q := s.cfg.Quota
	sum, count := next, 1
	for name, b := range s.boxes {
		if name == replaced || b.status.State == sandbox.StateExited {
			continue
		}
		count++
		sum.CPU = together(sum.CPU, b.charge.CPU)
		sum.Memory = int64(together(float64(sum.Memory), float64(b.charge.Memory)))
		sum.PIDs = int64(together(float64(sum.PIDs), float64(b.charge.PIDs)))
	}
	switch {
	case q.Sandboxes > 0 && count > q.Sandboxes:
		return overQuota(fmt.Sprintf("샌드박스를 %d개까지만 만들 수 있어요.", q.Sandboxes))
	case q.CPU > 0 && over(sum.CPU, q.CPU):
		return overQuota(fmt.Sprintf("CPU를 모두 더해 %g개까지만 쓸 수 있어요.", q.CPU))
	case q.Memory > 0 && over(float64(sum.Memory), float64(q.Memory)):
		return overQuota(fmt.Sprintf("메모리를 모두 더해 %d MiB까지만 쓸 수 있어요.", q.Memory>>20))
	case q.PIDs > 0 && over(float64(sum.PIDs), float64(q.PIDs)):
		return overQuota(fmt.Sprintf("태스크를 모두 더해 %d개까지만 쓸 수 있어요.", q.PIDs))
	}
	return nil
}

// together adds two limits; no limit and another one are no limit.
func together(a, b float64) float64 {
	if a == sandbox.Unlimited || b == sandbox.Unlimited {
		return sandbox.Unlimited
	}
	return a + b
}

// over reports whether a sum of limits exceeds a bound; no limit does.
func over(sum, bound float64) bool { return sum == sandbox.Unlimited || sum > bound }

func overQuota(what string) error {
	return &sandbox.Error{Kind: sandbox.KindQuota, What: what, Do: "쓰지 않는 샌드박스를 지우거나 제한을 줄이세요."}
}
