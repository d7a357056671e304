// Package labpane draws a lab beside its lesson: its steps, what is seen of its sandboxes, and a log of what was done.
//
// It draws a labs.State and changes nothing; what the learner wants goes to the runner through the app. Whatever it
// shows as a figure was read from the kernel in the observation the state holds: nothing here makes a number up. What
// could not be read is said to be missing, with the reason that came with the observation.
package labpane
