// Package page is what the parts of a lesson are made of: lines of styled text with regions that can be chosen.
//
// A [Line] is one row, at most as wide as was asked for, whose styles are reset at its end. A [Region] is a stretch of a
// row that does something when it is chosen; a thing that covers several rows has a region in each, all of the same Seq.
// A [Look] is how a terminal wants it drawn. Widths are in cells and are measured in one way only, by [Width].
//
// The package knows no lesson and keeps nothing.
package page
