// Package markdown lays Markdown out in terminal cells: lines with their colours, and the regions of each line that
// can be clicked.
//
// # Why not Glamour's renderer
//
// The style sheets are Glamour's and are obeyed as Glamour does, down to margins, prefixes and formats. The drawing is
// ours, for four reasons. A lesson is read with the keyboard and the mouse, so the place of every link, term and
// footnote must be known to the cell; Glamour hands out one string. A file of 20,000 lines must show its first screen
// at once, so only what is seen may be laid out. Untrusted text must not reach the terminal as an escape sequence. And
// Glamour has no hanging indents, loses the bar of a quote where a line wraps, reflows code and cuts table cells with
// an ellipsis.
//
// # What is drawn, and how
//
//   - Lines break at spaces, since Korean words (어절) are kept whole; inside a word only when the word alone exceeds its
//     column. No line begins with closing punctuation or ends with an opening bracket.
//   - Lists, quotes, footnotes and headings hang: a wrapped line starts under the text of the first. Numbers of ordered
//     lists are aligned at their full stop.
//   - A table keeps every word. Columns share the width, and cells wrap; where a column would get fewer than MinColumn
//     cells although it wants more, the table becomes cards of "heading: value".
//   - Code is never reflowed. A line that is too long breaks hard, marked at the right edge by the glyph Wrap.
//   - HTML is shown as the text it is, except that <br> breaks the line.
//   - Links carry OSC 8 where Options.Hyperlinks allows it, else their address follows in angle brackets. Pictures show
//     their alternative text and address.
//   - Footnotes stand at the end of the document, numbered by first reference.
//   - Control characters, invalid UTF-8 and the characters that reverse the direction of text are drawn as visible
//     replacements, wherever they come from, entities included.
//   - Plain output has no escape sequences, no box drawing and no columns: for screen readers and pipes.
//
// Pictures are drawn without what joins and colours them, a family as its members and a flag as its letters, because
// their width would depend on the terminal. Widths are those of github.com/charmbracelet/x/ansi (grapheme clusters),
// which lipgloss and the screen buffer use.
// No line is wider than Options.Width, whatever the input, provided it is at least MinWidth.
//
// The package reads what goldmark parsed, with the extensions of package lessons/markup. It knows no lesson, no course
// and no tea.Model.
package markdown
