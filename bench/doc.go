//go:build linux

// Command bench measures what a learner waits for and what the program costs, from outside: k8slab in a terminal beside
// the floor, an empty Bubble Tea program in an equal one (bench/floor), in turn, so that whatever else the machine does
// hits both. What counts is their ratio. `make bench` builds everything and runs it with an engine of its own.
//
//	make bench                                    a table
//	make bench ARGS='-markdown bench.md -json bench.json'
//	make bench ARGS='-only start,keys -check'     fail when a bound is broken
//
// Each group of figures can be had alone: start (first frame, memory, quitting), keys (key → picture), idle (processor
// while nothing happens), lab (the same with a live lab, and the observer's part), file (20,000 lines of Markdown),
// container (the first container on the screen beside the engine's API alone), shell (the terminal pane), and class (a
// workshop whose learners come by SSH: -learners 100 -live 20 plays a hundred, of whom twenty do a lab).
package main
