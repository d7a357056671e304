package doctor

import (
	"context"
	"fmt"
	"slices"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// Labs tells of each lab what it will and will not be able to show with the engine that Engines finds.
func (e *Engines) Labs(load func() ([]*labs.Program, error)) Probe {
	return Probe{
		Run: func(ctx context.Context) []Check {
			programs, err := load()
			if err != nil {
				return []Check{{
					ID: "labs", Status: Fail, Title: "실습", Detail: "실습을 열지 못했어요.", Remedy: "`k8slab course check`로 잘못을 보세요.",
				}}
			}
			var info *sandbox.Info
			select {
			case i, ok := <-e.chosen:
				if ok {
					info = &i
				}
			case <-ctx.Done():
			}
			checks := make([]Check, 0, len(programs))
			for _, p := range programs {
				checks = append(checks, labCheck(p, info))
			}
			return checks
		},
		Hung: Check{ID: "labs", Status: Warn, Title: "실습", Detail: "엔진을 알 수 없어서 살펴보지 못했어요."},
	}
}

func labCheck(p *labs.Program, info *sandbox.Info) Check {
	c := Check{ID: "lab." + p.ID, Status: OK, Title: p.ID}
	if info == nil {
		c.Status, c.Detail = Warn, "엔진이 없어서 할 수 없어요."
		return c
	}
	var shown []string
	var why *sandbox.Reason
	for _, s := range p.Steps {
		lacking := labs.Lacking(info, append(slices.Clone(p.Needs), s.Needs...))
		if lacking == nil {
			continue
		}
		shown = append(shown, s.Title)
		if why == nil {
			why = lacking
		}
	}
	if why == nil {
		c.Detail = fmt.Sprintf("%d단계를 모두 해 볼 수 있어요.", len(p.Steps))
		return c
	}
	c.Status = Warn
	c.Detail = fmt.Sprintf("%d단계 가운데 %d단계를 할 수 없어요(%s). %s", len(p.Steps), len(shown), shown[0], why.Why)
	if len(shown) == len(p.Steps) {
		c.Detail = fmt.Sprintf("할 수 없어요. %s", why.Why)
	}
	c.Remedy = why.Cure
	return c
}
