package doctor

import (
	"context"
	"fmt"
)

// Leftovers tells whether dead programs have left something behind; count says how many things are dead and how many
// belong to sessions that live.
func Leftovers(count func(ctx context.Context) (dead, living int, err error)) Probe {
	c := Check{ID: "leftovers", Status: OK, Title: "남은 것"}
	hung := c
	hung.Status, hung.Detail, hung.Remedy = Warn, "남은 것을 찾는 데 너무 오래 걸려요.", "`k8slab clean --dry-run`으로 보세요."
	return Probe{Hung: hung, Run: func(ctx context.Context) []Check {
		dead, living, err := count(ctx)
		c.Detail = "없어요."
		if living > 0 {
			c.Detail = fmt.Sprintf("지금 하고 있는 실습의 것이 %d개 있어요.", living)
		}
		switch {
		case err != nil:
			c.Status, c.Detail, c.Remedy = Warn, "엔진에 남은 것을 알 수 없어요.", "`k8slab clean --dry-run`으로 보세요."
		case dead > 0:
			c.Status = Warn
			c.Detail = fmt.Sprintf("끝난 실습이 남긴 것이 %d개 있어요.", dead)
			c.Remedy = "`k8slab clean`으로 지우세요."
		}
		return []Check{c}
	}}
}
