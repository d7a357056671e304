// Package probe asks a terminal what it can do. A terminal that does not answer is given up after a short while; what
// cannot be asked is told by its name, or not at all.
package probe
