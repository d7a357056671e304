// Package sandbox is the vocabulary that everything above an engine speaks: what a sandbox is asked to be ([Spec]),
// what is done with it ([Session]), and what is seen of it ([Observation]).
//
// A sandbox is one isolated group of processes: a container of a Docker-compatible engine, or a group that the embedded
// engine made with namespaces and cgroups alone. Later a virtual machine or a pod can be one as well; nothing in this
// package may assume otherwise.
//
// A [Driver] is a connection to one engine. It can carry many sessions at once, one per learner, and holds no state of
// theirs. A [Session] owns every sandbox, network and volume that it starts, and nothing else: whatever does not bear
// its label is never touched. Closing a session, or losing the program that holds it, removes all of it.
//
// The package imports the standard library only. It knows no terminal, no lesson and no engine. Texts meant for a
// learner ([Reason], [Error]) are Korean; everything else is English.
package sandbox
