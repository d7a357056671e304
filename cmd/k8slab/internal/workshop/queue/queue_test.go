package queue_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/queue"
)

// Places are handed out in the order of coming; who waits is told each step, and who gives up makes way.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(1)
		leave, err := q.Enter(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		told := map[string][]int{}
		var got []string
		var leaves []func()
		wait := func(ctx context.Context, name string) {
			go func() {
				l, err := q.Enter(ctx, func(n int) {
					mu.Lock()
					defer mu.Unlock()
					told[name] = append(told[name], n)
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					got = append(got, name+" gave up")
					if !errors.Is(err, context.Canceled) {
						t.Error(err)
					}
					return
				}
				got = append(got, name)
				leaves = append(leaves, l)
			}()
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		wait(t.Context(), "a")
		wait(ctx, "b")
		wait(t.Context(), "c")
		if used, most, waiting := q.State(); used != 1 || most != 1 || waiting != 3 {
			t.Errorf("%d of %d, %d wait", used, most, waiting)
		}
		cancel()
		synctest.Wait()
		leave()
		leave() // once is enough
		synctest.Wait()
		leaves[0]()
		synctest.Wait()
		if want := []string{"b gave up", "a", "c"}; !slices.Equal(got, want) {
			t.Errorf("served %q, want %q", got, want)
		}
		if c := slices.Compact(told["c"]); !slices.Equal(c, []int{2, 1, 0}) {
			t.Errorf("c was told %v", told["c"])
		}
		leaves[1]()
		if used, _, waiting := q.State(); used != 0 || waiting != 0 {
			t.Errorf("%d used, %d wait", used, waiting)
		}
	})
}
