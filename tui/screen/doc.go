// Package screen runs a Bubble Tea model and puts its view on the terminal.
//
// Bubble Tea keeps the event loop, the input and the terminal's raw mode. The drawing is done here, because Bubble Tea's
// own renderer wakes up at its frame rate for as long as a program lives, draws only on those ticks, and repaints every
// row that holds a Hangul syllable whenever anything at all changes. This package draws when an update has changed the
// view and at no other time, at most once in FrameTime, and writes only the segments of rows that differ.
//
// # Rows and segments
//
// A view's content is a string of rows. Panes that stand side by side are joined by [Join], which puts a cursor-column
// sequence (CHA) between them: it divides a row into segments that are compared and written one by one, and it keeps a
// pane in its place even where a terminal draws a character wider than we think. Every segment must reset its own style
// at its end and must be exactly as wide as its pane, except the last one of a row.
//
// # What else it does
//
// It enters and leaves the alternate screen, hides the cursor, asks for mouse, paste and unambiguous keys, finds out
// whether the terminal draws ambiguous characters wide ([AmbiguousWide]), reduces colours to what the terminal has, and
// turns a panic of the model into an error after the terminal has been restored. A model can hand its terminal over to
// something that draws by itself ([HandOver]).
package screen
