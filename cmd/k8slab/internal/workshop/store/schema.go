package store

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations are the steps from one version of the schema to the next; the version of a file is how many have been made.
// Times are in milliseconds since 1970-01-01 UTC.
func migrations() []string {
	return []string{`
CREATE TABLE learners (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL UNIQUE,
	made     INTEGER NOT NULL,
	seen     INTEGER NOT NULL DEFAULT 0,
	progress BLOB
) STRICT;
-- How learners say who they are: the keyed hash of an invitation's code, or a public key's fingerprint.
CREATE TABLE credentials (
	kind    TEXT NOT NULL CHECK (kind IN ('code', 'key')),
	proof   TEXT NOT NULL,
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	PRIMARY KEY (kind, proof)
) STRICT, WITHOUT ROWID;
CREATE TABLE places (
	learner INTEGER PRIMARY KEY REFERENCES learners ON DELETE CASCADE,
	lesson  TEXT NOT NULL, lab TEXT NOT NULL, step TEXT NOT NULL,
	since   INTEGER NOT NULL
) STRICT;
CREATE TABLE steps (
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	lab TEXT NOT NULL, step TEXT NOT NULL,
	began INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (learner, lab, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE answers (
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	lesson TEXT NOT NULL, question TEXT NOT NULL,
	choices TEXT NOT NULL, correct INTEGER NOT NULL, tries INTEGER NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (learner, lesson, question)
) STRICT, WITHOUT ROWID;
CREATE TABLE measurements (
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	key TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (learner, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE guesses (
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	key TEXT NOT NULL, guessed TEXT NOT NULL, came TEXT NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (learner, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE hands (
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	raised INTEGER NOT NULL, lowered INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (learner, raised)
) STRICT, WITHOUT ROWID;
-- What instructors said: to one learner, or to all (NULL).
CREATE TABLE messages (
	id INTEGER PRIMARY KEY,
	learner INTEGER REFERENCES learners ON DELETE CASCADE,
	hint INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE asks (
	id INTEGER PRIMARY KEY,
	question TEXT NOT NULL, choices TEXT NOT NULL, unit TEXT NOT NULL, correct INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE votes (
	ask INTEGER NOT NULL REFERENCES asks ON DELETE CASCADE,
	learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
	value REAL NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (ask, learner)
) STRICT, WITHOUT ROWID;
-- What an instructor has ordered that a server started again must go on with: JSON, one row.
CREATE TABLE lead (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
`}
}

// migrate brings a file to the present version. It is done in one transaction, so that two programs which open an old
// file at once do it once.
func migrate(ctx context.Context, db *sql.DB) error {
	steps := migrations()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // Nothing, once it is committed.
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if version > len(steps) {
		return &NewerError{Version: version}
	}
	if version == len(steps) {
		return nil
	}
	for i, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+i+1, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
