//go:build linux

package main

import (
	"fmt"
	"syscall"
	"time"
)

// containers compares the time from the key that starts a lab's first container until it is on the screen, observed,
// with what creating and starting the same container takes through the engine's API alone. The key is pressed once when
// the lab has come to rest, as by a learner who has read what the step says, and once as soon as the lab takes it, while
// the engine is still starting the observer.
func (b *bench) containers() error {
	e, err := b.engine()
	if err != nil {
		return err
	}
	defer e.close()
	var rested, hurried, api samples
	for i := range max(b.runs/2, 3) {
		calm, spec, err := b.shown(e, e.observes)
		if err != nil {
			return err
		}
		raw, err := e.createAndStart(spec)
		if err != nil {
			return err
		}
		quick, _, err := b.shown(e, nil)
		if err != nil {
			return err
		}
		if i > 0 { // the first one had to load the image
			rested, hurried, api = append(rested, calm), append(hurried, quick), append(api, raw)
		}
	}
	b.report.add(row{
		What: "first container on the screen", Unit: "ms", Ours: rested, Floor: api, Base: "API alone", Ratio: 1.25,
	})
	b.report.add(row{
		What: "the same, while the observer starts", Unit: "ms", Ours: hurried, Floor: api, Base: "API alone",
	})
	return nil
}

// shown gives the time in ms, and the container as the engine knows it. The key is pressed when ready says so; nil is at
// once.
func (b *bench) shown(e *engine, ready func() error) (float64, template, error) {
	t, err := b.startLab(ready)
	if err != nil {
		return 0, template{}, err
	}
	defer b.stop(t)
	pressed := time.Now()
	at := t.Watch(containerShown)
	if err := t.Wait(limit, containerShown); err != nil {
		return 0, template{}, fmt.Errorf("no container on the screen: %w\n%s", err, t.Text())
	}
	ms := milliseconds((<-at).Sub(pressed))
	spec, err := e.template()
	if err != nil {
		return 0, template{}, err
	}
	if err := t.Signal(syscall.SIGTERM); err != nil {
		return 0, template{}, err
	}
	_, err = t.WaitExit(limit)
	return ms, spec, err
}
