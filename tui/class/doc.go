// Package class is what a class has in common: what the screen of a learner who learns together with others is told
// (State), what a learner tells (through Desk), what an instructor sees of everybody (Picture) and does (through Hall).
//
// It is a vocabulary between the screens in tui and tui/board on one side and whoever serves a class on the other; it
// knows no terminal, no network and no database.
package class
