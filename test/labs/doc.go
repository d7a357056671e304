// Package labs proves the course's labs against real engines.
//
// Each step of each lab is done as its reference solution does it. Its check must have been false before and be true
// afterwards; then the opposite is done from outside (the docker command, a signal, a cgroup's file), and the check must
// be false again; then it is brought about a second time. What the opposite of a step is stands in
// testdata/undo.yaml: a learner has no use for it, so it is no part of the lab.
//
// K8SLAB_TEST_DOCKER names the engine that the Docker half uses; without it that half fails. The other half uses the
// embedded engine and needs root.
package labs
