// Package vterm is a terminal inside the program: it keeps the screen that a program inside a sandbox draws, and codes
// keys and pastes as that program expects them.
//
// The cells are kept by charmbracelet/x/vt. What comes from a sandbox is not trusted and never reaches that emulator, or
// the learner's own terminal, as it is: a lexer of ours divides it into text, control characters and sequences, and
// passes on only those that move the cursor or change cells, with their numbers bounded. Titles, clipboards, hyperlinks,
// device strings and everything unknown end there. Questions (where is the cursor, what are you) are answered here, so
// that the emulator never waits for somebody to read its answers.
//
// Three things are added to what the emulator does. A wide character that does not fit into the last column goes to the
// next row, and one that ends there leaves the cursor beyond it, as in any real terminal. The alternate screen is an
// emulator of its own that exists only while it is used, since the emulator's has a history that cannot be bounded.
// Rows remember whether their line goes on in the next one, so that lines are laid out anew when the width changes.
//
// The package knows no sandbox and starts nothing.
package vterm
