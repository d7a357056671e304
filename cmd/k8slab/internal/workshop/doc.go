// Package workshop serves the program to a room full of learners over SSH: everybody gets the same screen by plain ssh,
// with progress and sandboxes of their own, and nothing to install.
//
// # One learner
//
// A learner is a row of the store. An invitation's code or a public key says who it is; the user name of the SSH login
// says nothing. While a learner is there, a seat runs: one tui program with its labs. Connections come to it and go, as to
// a terminal multiplexer: a second one takes over from the first, and for a grace time after the last the seat waits with
// the labs as they are. A seat ends when the learner quits, when the grace time or the class is over, or by the
// instructor's order; its sandboxes are removed then.
//
// # Bounds
//
// The door (package door) bounds connections that are not logged in yet, by number and by time; nothing is bounded by
// address, since a room shares one. A logged-in learner has one session channel with a terminal and nothing else: no
// command, no subsystem, no forwarding, no agent. The size of the window, the number of variables and the rate of typing
// are bounded. Seats are bounded by the capacity, live labs by the machine's memory; who does not fit waits in a queue
// (package queue) and is told their place. Measurements take turns.
//
// # What is kept
//
// Package store keeps learners, progress, answers, steps, measurements, hands and messages in one SQLite file. What a
// learner does is written at once, in groups that share a flush. Codes are kept as keyed hashes only. docs/workshop.md
// tells learners and instructors what is kept.
//
// # The class
//
// Package class of tui is the vocabulary; the type class here holds what the instructor has ordered, and tells every
// learner's screen and every board when something has changed. Boards are served on the same listener to the instructor's
// keys, and on a socket in the state directory to whoever may read the key there.
package workshop
