// Package shellpane is the terminal pane: a shell that runs in a sandbox of the lab, shown in a part of the screen.
//
// While the pane has the focus all keys go to the shell but these: F12 and Ctrl+] leave it, F9 makes it larger or
// smaller, F7 hands the learner's whole terminal over to the shell ([Whole]), F8 (or Shift+PgUp) looks through what has
// scrolled away. There, keys move and mark, and Enter copies what is marked to the terminal's clipboard (OSC 52). The
// wheel scrolls, dragging marks and copies, unless the program in the shell has asked for the mouse itself.
//
// [Model] is drawn from a [vterm.Terminal], which the shell's output is written to by another goroutine. [Model.Next]
// waits for output, and is held back so that a flood is drawn [Rate] times a second; a single key's echo is not.
package shellpane
