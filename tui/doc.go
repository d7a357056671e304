// Package tui is the program a learner sees: the lesson on the left, its living lab on the right.
//
// [Model] is the only tea.Model. It routes: a key becomes an intent (package keys), an intent goes to the pane that has
// the focus; an event of a lab goes to that lab's state and from there to its pane; and [Model.View] puts the rows of
// both panes side by side. It does no I/O: whatever takes time is a command, and what a lab does is done by its
// labs.Runner.
//
//	tui/screen     draws views on a terminal, when they change
//	tui/keys       keys → intents
//	tui/reader     the lesson pane and what opens over it
//	tui/labpane    the lab pane
//	tui/shellpane  a shell in a sandbox, below both; tui/vterm is its terminal
//	tui/markdown   Markdown → styled rows
//	tui/theme      colours, from Glamour style sheets
//	tui/glyph      lines and signs, down to ASCII
//
// Nothing outside of tui imports Bubble Tea; tui imports no engine.
package tui
