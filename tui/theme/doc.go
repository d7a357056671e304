// Package theme turns Glamour style sheets into the looks of the whole program.
//
// A theme is a Glamour style sheet (charm.land/glamour/v2/ansi.StyleConfig): one of Glamour's own, one of ours, or a
// JSON file of the user's. Package markdown obeys the sheet for text, and Panel derives the styles of everything
// around the text from the same sheet, so that a user's sheet colours the whole screen.
//
// Which sheet: the file or name asked for, else GLAMOUR_STYLE, else "auto", which is "dark" or "light" by the
// terminal's background. Names: auto, dark, light, projector (large contrast, hardly any grey, for a hall with the
// lights on), and Glamour's ascii, notty, pink, dracula and tokyo-night.
//
// No meaning is told by colour alone: Same and Diff, OK, Warn and Bad always stand beside a glyph, and without colours
// (NO_COLOR) the sheet marks with bold, underline, reverse video and punctuation instead.
//
// Load does no highlighting and touches no chroma code; it costs microseconds, and reading a file.
package theme
