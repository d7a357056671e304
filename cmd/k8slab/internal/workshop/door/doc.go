// Package door bounds connections that have not said who they are: how many there may be and how long they may take. It
// does not look at addresses, since everybody in a room has the same one. When there are too many, one of those gives way
// of whom there are too many, those who have not got as far as the keys' exchange or those who have: a flood of either
// kind keeps nobody out.
package door
