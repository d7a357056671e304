// Package reader is the left pane: one lesson as a column that scrolls, and what can be laid over it: the explanation of
// a term or of a figure's layer, the contents, the search, the glossary and the help.
//
// # What it is given and gives back
//
// A [Model] is told a size, intents, digits, clicks and turns of the wheel, and answers each with an [Outcome]: what the
// program around it must do. Its picture is [Model.Rows]: as many rows as it is high, each exactly as wide as it is, and
// the same slice until something has changed. It starts nothing, waits for nothing and reads nothing but its course.
//
// # The column
//
// A lesson is cut into blocks, which are laid out when they come into view; a lesson's first screen costs what it shows.
// Everything that can be chosen is a region. Right and left go from one to the next, scrolling as needed; the chosen one
// is drawn in another style and has a mark in the margin, so that no colour is needed to see it. Enter does what it is
// for. Esc takes back, in this order: what was opened, what was chosen, and the last jump, as a browser does.
//
// # Its parts
//
// Package page has the vocabulary (lines, regions), prose, figure, facts and quiz draw a block each, list is every list
// one can choose from. None of them knows the others.
package reader
