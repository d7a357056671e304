package docker

import (
	"time"

	"github.com/moby/moby/api/types/container"

	"github.com/k8slab/k8slab/sandbox"
)

// take copies what the engine says of a container. The session's mutex is held.
func (b *box) take(c container.InspectResponse) {
	st := c.State
	if st == nil {
		return
	}
	b.status.ID = c.ID
	if c.Image != "" {
		b.image = c.Image
	}
	b.status.State = stateOf(st.Status)
	b.status.PID = st.Pid
	b.status.Started, b.status.Finished = timeOf(st.StartedAt), timeOf(st.FinishedAt)
	if b.status.Started.After(b.status.Finished) {
		b.status.Finished = time.Time{}
		if b.status.State == sandbox.StateExited {
			b.status.Finished = time.Now() // Podman tells of the end before it has noted when that was
		}
	}
	b.status.ExitCode = 0
	if b.status.State == sandbox.StateExited || b.status.State == sandbox.StateRestarting {
		b.status.ExitCode = st.ExitCode
		// An Engine's own word depends on its version: of newer ones it is also true where only a child was killed.
		b.status.OOMKilled = (st.OOMKilled || b.oom) && st.ExitCode == killed
	}
	b.status.Restarts = c.RestartCount
}

// killed is the exit code of what a SIGKILL ended.
const killed = 137

func stateOf(s container.ContainerState) sandbox.State {
	switch s {
	case container.StateCreated, "configured", "initialized": // the latter two are Podman's
		return sandbox.StateCreated
	case container.StateRunning:
		return sandbox.StateRunning
	case container.StatePaused:
		return sandbox.StatePaused
	case container.StateRestarting:
		return sandbox.StateRestarting
	}
	return sandbox.StateExited
}

// timeOf reads the engine's time; its zero is year 1.
func timeOf(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 {
		return time.Time{}
	}
	return t
}
