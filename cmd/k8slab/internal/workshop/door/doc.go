// Package door bounds connections that have not said who they are: how many there may be and how long they may take. It
// does not look at addresses, since everybody in a room has the same one. When there are too many, the one that has waited
// longest without getting as far as the keys' exchange gives way, so that a flood of connections that say nothing keeps
// nobody out.
package door
