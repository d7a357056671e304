// Package doctor examines a machine: what k8slab finds there, what that means for the labs, and what cures what is wrong.
//
// A [Probe] looks at one thing and gives its checks. All look at the same time, and what has not answered when the time is
// up is a check itself, which names what hangs: an examination never takes longer than its limit.
package doctor

import (
	"context"
	"time"
)

// Status is how a check came out.
type Status string

// The outcomes. Only Fail makes the whole examination fail: something that k8slab cannot do without.
const (
	OK   Status = "ok"
	Warn Status = "warn"
	Fail Status = "fail"
)

// Check is one finding. Detail and Remedy are Korean; Remedy holds a command wherever one cures it.
type Check struct {
	ID     string `json:"id"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
	// Title is what people call it.
	Title string `json:"-"`
}

// Report is the whole examination, and with its fields the JSON of `k8slab doctor -o json`.
type Report struct {
	Version int     `json:"version"` // 1
	OK      bool    `json:"ok"`      // no check failed
	Checks  []Check `json:"checks"`
}

// Probe looks at one thing.
type Probe struct {
	// Run looks. It should heed ctx; one that does not is left behind.
	Run func(ctx context.Context) []Check
	// Hung is the finding if Run does not return in time.
	Hung Check
}

// Examine runs all probes at once, for at most limit, and keeps their order in its report.
func Examine(ctx context.Context, probes []Probe, limit time.Duration) Report {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answers := make([]chan []Check, len(probes))
	for i, p := range probes {
		answers[i] = make(chan []Check, 1)
		go func() { answers[i] <- p.Run(ctx) }()
	}
	r := Report{Version: 1, OK: true, Checks: []Check{}}
	for i, p := range probes {
		select {
		case found := <-answers[i]:
			r.Checks = append(r.Checks, found...)
			continue
		default:
		}
		select {
		case found := <-answers[i]:
			r.Checks = append(r.Checks, found...)
		case <-ctx.Done():
			r.Checks = append(r.Checks, p.Hung)
		}
	}
	for _, c := range r.Checks {
		r.OK = r.OK && c.Status != Fail
	}
	return r
}
