// Package queue hands out a bounded number of places, first come, first served, and tells those who wait how many are
// before them.
package queue
