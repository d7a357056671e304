// Package term plays the terminal for a program: it starts the program in a pseudo-terminal, keeps the picture that a
// person would see, answers what the program asks of its terminal, and types.
//
// [Screen] is the picture. It behaves as xterm with synchronized output (mode 2026) added: it measures characters one
// code point at a time, Hangul two columns wide, and never splits a wide character in two. It is written apart from the
// emulator that the program itself may contain, so that a mistake in one does not hide behind the same in the other.
//
// [Terminal] is a program at such a screen. Nothing in it waits for a time to pass: [Terminal.Wait] looks at the
// picture each time the program has changed it, until it is as wanted or the deadline is over. What a program shows
// between the beginning and the end of a synchronized update counts as never shown.
//
// [Usage] tells what a program and its children cost. The package knows nothing of k8slab.
package term
