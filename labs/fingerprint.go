package labs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrOutdated says that a recording is of a lab that did something else than the lab of that name does now.
var ErrOutdated = errors.New("the lab has changed since")

// Fits checks that a recording is of the lab as it is now. Texts, checks and charts may have changed since.
func (rec *Recording) Fits(lab *Lab) error {
	switch {
	case rec.Lab != lab.ID:
		return fmt.Errorf("recording of the lab %q, not of %q", rec.Lab, lab.ID)
	case rec.Does != lab.fingerprint():
		return fmt.Errorf("recording of the lab %q: %w", rec.Lab, ErrOutdated)
	}
	for i, e := range rec.Events {
		step := 0
		switch {
		case e.Began != nil:
			step = e.Began.Step
		case e.Ended != nil:
			step = e.Ended.Step
		case e.Reset != nil:
			step = e.Reset.Step
		case e.Rebuilding != nil:
			step = e.Rebuilding.Step
		}
		if step < 0 || step >= len(lab.Steps) {
			return fmt.Errorf("event %d is of step %d, and there are %d", i+1, step+1, len(lab.Steps))
		}
	}
	return nil
}

// fingerprint tells labs apart by what they do: their scene, their images and their steps' actions.
func (l *Lab) fingerprint() string {
	type step struct {
		ID string
		Do []Action
	}
	what := struct {
		Scene  map[string]Actor
		Images map[string]Recipe
		Steps  []step
	}{map[string]Actor{}, map[string]Recipe{}, nil}
	for name, actor := range l.Scene {
		actor.Title = ""
		what.Scene[name] = actor
	}
	for name, recipe := range l.Images {
		recipe.Title = ""
		what.Images[name] = recipe
	}
	for _, s := range l.Steps {
		do := make([]Action, len(s.Do))
		for i, a := range s.Do {
			if a.Measure != nil {
				m := *a.Measure
				m.Label = ""
				a.Measure = &m
			}
			do[i] = a
		}
		what.Steps = append(what.Steps, step{s.ID, do})
	}
	text, err := json.Marshal(what)
	if err != nil {
		return "" // Nothing in it can fail to be written; and no recording has this fingerprint.
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}
