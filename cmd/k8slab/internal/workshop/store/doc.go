// Package store keeps a workshop's records in one SQLite file.
//
// The file is opened in WAL mode with full flushes: what [Store.Flush] has returned for survives a crash of the program
// and of the machine, and a crash in the middle of a write leaves the file as it was before. Writes are queued and carried
// out by one goroutine, in groups that share a transaction, so that a room which answers at once costs one flush.
//
// The schema has a version (PRAGMA user_version) and is migrated when the file is opened. Another process may read, and
// may add invitations or forget learners, while a server runs: what it deletes is not brought back by the server, whose
// writes for a learner that is gone do nothing.
package store
