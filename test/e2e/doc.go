// Package e2e holds the tests that drive the built program as a learner does: through a terminal, with keys, looking at
// the screen. It has no code of its own outside of tests.
//
// The program is the one that K8SLAB_BIN names (make test sets it), or else one that the tests build themselves. Tests
// that need an engine take the one that K8SLAB_TEST_DOCKER names, and fail without it; scripts/with-engine.sh runs a
// command with an engine of its own.
//
//	make build && scripts/with-engine.sh go test ./test/e2e
package e2e
