// Package threads prepares a program for a pids limit. A Go program that is refused a thread by the kernel dies at once
// ("failed to create new OS thread"), so one that has to live beside a fork bomb must have its threads before the bomb
// takes what is left of the limit.
package threads

import (
	"runtime"
	"sync"
)

// Enough is what a program of ours needs at most: one for each goroutine that may sit in a system call, and the
// runtime's own.
const Enough = 6

// Ready makes n threads, and leaves them to the runtime, which keeps idle ones for later. It must be called before the
// limit is near.
func Ready(n int) {
	var begun, ended sync.WaitGroup
	begun.Add(n)
	for range n {
		ended.Go(func() {
			runtime.LockOSThread()
			begun.Done()
			begun.Wait() // All at once, or one thread would serve them in turn.
			runtime.UnlockOSThread()
		})
	}
	ended.Wait()
}
