package main

import (
	"runtime/debug"
	"time"
)

// memory keeps the program small while it is open for hours. Starting takes far more than reading does: the course, the
// checks of a lab and the lab image pass through the heap once, and most of the program file is touched by package
// initialisation and not again.
type memory struct {
	tidying *time.Timer
}

const (
	// smallHeap is how much the heap may grow before it is collected, in percent.
	smallHeap = 25
	// settled is how long after the last big thing starting is over.
	settled = time.Second
)

// thrift begins to save memory.
func thrift() *memory {
	debug.SetGCPercent(smallHeap)
	return &memory{time.AfterFunc(settled, tidy)}
}

func tidy() {
	debug.FreeOSMemory()
	releaseProgram()
}

// grown is called after something big was done or brought into memory. What was needed of the program for that is
// released now, the rest when there was time to use it.
func (m *memory) grown() {
	releaseProgram()
	m.tidying.Reset(settled)
}

func (m *memory) stop() { m.tidying.Stop() }
