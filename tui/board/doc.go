// Package board is the instructor's screen of a class: a live grid of learners and steps, hands, distributions of answers
// and of everyone's measurements, one learner's screen to look at, and the keys that lead the class.
//
// It is a Bubble Tea model of its own, run by tui/screen. What it shows it is given as class.Picture; what it wants done
// it says to a class.Hall, in commands.
package board
