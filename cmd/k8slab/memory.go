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
	// largeHeap and smallHeap are how much the heap may grow before it is collected, in percent: until the first picture,
	// and then.
	largeHeap, smallHeap = 400, 50
	// settled is how long after the last big thing starting is over.
	settled = time.Second
)

// hasten lets the program start without collecting what starting leaves behind: a collection takes milliseconds of the
// time before the first picture, and there would be one for each megabyte or so.
func hasten() { debug.SetGCPercent(largeHeap) }

// newMemory has the program tidied up when starting is over.
func newMemory() *memory { return &memory{time.AfterFunc(settled, tidy)} }

// thrift begins to save memory, with what starting has left behind.
func (m *memory) thrift() {
	debug.SetGCPercent(smallHeap)
	debug.FreeOSMemory()
	m.grown()
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
