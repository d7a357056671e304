//go:build !linux

package main

// releaseProgram has nothing to do here: the system unmaps what is not used when it needs to.
func releaseProgram() {}
