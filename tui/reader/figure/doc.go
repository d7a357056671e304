// Package figure draws a figure of stacked boxes and lets it be explored: every layer can be chosen, and its emphases are
// stepped through, each a state of the same figure.
//
// # Drawing
//
// Stacks stand side by side on one ground, told from the bottom up, so that what lies equally high can be compared.
// Neighbouring boxes share their edges. A box that holds others has its name above them; where there is room the others
// get a frame of their own inside it. If the stacks do not fit beside each other, one is shown at a time, with tabs.
//
// What an emphasis marks has heavy edges and its name between marks («App»), so that no colour is needed to see it.
//
// Edges are drawn on a grid whose cells know in which directions they go on; a cell's character is chosen at the end. So
// every edge meets its neighbour.
package figure
