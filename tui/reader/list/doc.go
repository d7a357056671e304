// Package list is every list that is laid over a pane: the contents, the search, the glossary, the help. It scrolls, one
// of its items is chosen, and it may have a field in which a query is typed; then its items are the answer to the query,
// new with every character.
package list
