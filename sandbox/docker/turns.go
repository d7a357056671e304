package docker

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// turns keep what the driver starts for itself apart from what it was asked to start. An engine that is starting two
// containers takes longer over each, and removes neither before it is through with both: the learner would wait twice as
// long for the first container, and for the end of everything after a kill. Sandboxes themselves start side by side.
type turns struct{ all *semaphore.Weighted }

// everyone is the weight of all turns together: more sandboxes than any session may have.
const everyone = 1 << 20

func newTurns() turns { return turns{semaphore.NewWeighted(everyone)} }

// sandbox waits for a turn to start a sandbox. The function that it returns ends the turn.
func (t turns) sandbox(ctx context.Context) (end func(), err error) { return t.take(ctx, 1) }

// reader waits until no sandbox is being started, and keeps others from it meanwhile.
func (t turns) reader(ctx context.Context) (end func(), err error) { return t.take(ctx, everyone) }

func (t turns) take(ctx context.Context, weight int64) (end func(), err error) {
	if err := t.all.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	return func() { t.all.Release(weight) }, nil
}
