package main

import "io"

// sink is standard output where it is no terminal. It remembers that something could not be written: half a document
// on a full disk must not pass for a whole one. (A pipe whose reader has gone ends the program by its signal.)
type sink struct {
	io.Writer

	failed bool
}

// Write implements io.Writer.
func (s *sink) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.failed = s.failed || err != nil
	return n, err
}
