package docker

import (
	"context"
	"encoding/json"
	"fmt"
)

// duty is what a process that outlives this one must know to clear a session away.
type duty struct {
	Endpoint Endpoint
	Session  string
	Scope    string
}

// Duty describes the clearing away of a session to [SweepDuty], in another process. It is the Data of a watch.Duty of
// kind "docker".
func (d *Driver) Duty(session, scope string) (json.RawMessage, error) {
	data, err := json.Marshal(duty{d.endpoint, session, scope})
	if err != nil {
		return nil, fmt.Errorf("describe session %s: %w", session, err)
	}
	return data, nil
}

// SweepDuty is a watch.Sweeper: it clears away the session of a Duty.
func SweepDuty(ctx context.Context, data json.RawMessage) error {
	var d duty
	if err := json.Unmarshal(data, &d); err != nil {
		return fmt.Errorf("read duty: %w", err)
	}
	if d.Session == "" {
		return fmt.Errorf("read duty: no session in %s", data)
	}
	_, err := Sweep(ctx, d.Endpoint, Filter{Session: d.Session, Scope: d.Scope})
	return err
}
