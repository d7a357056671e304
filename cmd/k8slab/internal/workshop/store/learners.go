package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Learner is who is invited.
type Learner struct {
	ID   int64
	Name string
	Made time.Time
	Seen time.Time // zero if never
}

// CredentialKind says how somebody proves who they are.
type CredentialKind string

// The kinds of Credential.
const (
	CredentialCode CredentialKind = "code" // Proof is the code's keyed hash
	CredentialKey  CredentialKind = "key"  // Proof is the public key's SHA-256 fingerprint
)

// Credential is a proof of who somebody is.
type Credential struct {
	Kind  CredentialKind
	Proof string
}

// ErrUnknown means that there is no such learner.
var ErrUnknown = errors.New("no such learner")

// Invite adds a learner, who may prove who they are by the credential. Where the name is taken, a number is put behind it;
// the name that was given is returned.
func (s *Store) Invite(name string, c Credential) (Learner, error) {
	l := Learner{Name: name, Made: s.now()}
	err := s.do(func(ctx context.Context, tx *sql.Tx) error {
		for n := 2; ; n++ {
			var taken bool
			row := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM learners WHERE name = ?)", l.Name)
			if err := row.Scan(&taken); err != nil {
				return err
			}
			if !taken {
				break
			}
			l.Name = fmt.Sprintf("%s %d", name, n)
		}
		row := tx.QueryRowContext(ctx, "INSERT INTO learners (name, made) VALUES (?, ?) RETURNING id", l.Name, l.Made.UnixMilli())
		if err := row.Scan(&l.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO credentials (kind, proof, learner) VALUES (?, ?, ?)", c.Kind, c.Proof, l.ID)
		return err
	})
	if err != nil {
		return Learner{}, fmt.Errorf("invite: %w", err)
	}
	return l, nil
}

// Identify finds the learner of a credential. It returns ErrUnknown if there is none.
func (s *Store) Identify(ctx context.Context, c Credential) (Learner, error) {
	return s.one(ctx, `SELECT l.id, l.name, l.made, l.seen FROM credentials c JOIN learners l ON l.id = c.learner
		WHERE c.kind = ? AND c.proof = ?`, c.Kind, c.Proof)
}

// Named finds a learner by name. It returns ErrUnknown if there is none.
func (s *Store) Named(ctx context.Context, name string) (Learner, error) {
	return s.one(ctx, "SELECT id, name, made, seen FROM learners WHERE name = ?", name)
}

func (s *Store) one(ctx context.Context, query string, args ...any) (Learner, error) {
	l, err := scan(s.db.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return Learner{}, ErrUnknown
	}
	return l, err
}

func scan(row interface{ Scan(...any) error }) (Learner, error) {
	var l Learner
	var made, seen int64
	err := row.Scan(&l.ID, &l.Name, &made, &seen)
	l.Made, l.Seen = at(made), at(seen)
	return l, err
}

// Learners lists everybody, by name.
func (s *Store) Learners(ctx context.Context) ([]Learner, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, name, made, seen FROM learners ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("list learners: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Learner
	for rows.Next() {
		l, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list learners: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// Forget deletes a learner and all that is kept of them, and overwrites it in the file. It returns ErrUnknown if there is
// no such learner.
func (s *Store) Forget(name string) error {
	err := s.do(func(ctx context.Context, tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM learners WHERE name = ?", name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err == nil && n == 0 {
			return ErrUnknown
		}
		return nil
	})
	if err != nil {
		return err
	}
	// What is deleted stands in the write-ahead log until that is emptied.
	_, err = s.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Seen notes that a learner is there.
func (s *Store) Seen(learner int64) {
	when := s.stamp()
	s.put(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE learners SET seen = ? WHERE id = ?", when, learner)
		return err
	})
}

// Shelf keeps the progress of one learner; it is a progress.Keeper.
type Shelf struct {
	store   *Store
	learner int64
}

// Shelf is where a learner's progress is.
func (s *Store) Shelf(learner int64) *Shelf { return &Shelf{s, learner} }

// Load implements progress.Keeper.
func (s *Shelf) Load() ([]byte, error) {
	var data []byte
	row := s.store.db.QueryRowContext(context.Background(), "SELECT progress FROM learners WHERE id = ?", s.learner)
	err := row.Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrUnknown
	}
	return data, err
}

// Save implements progress.Keeper. A learner who was forgotten stays so.
func (s *Shelf) Save(state []byte) error {
	return s.store.do(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE learners SET progress = ? WHERE id = ?", state, s.learner)
		return err
	})
}

// insert is an INSERT for a learner that does nothing if the learner is gone.
func insert(table, columns string, then string) string {
	marks := strings.Repeat(", ?", strings.Count(columns, ",")+1)
	return "INSERT INTO " + table + " (learner, " + columns + ") SELECT id" + marks + " FROM learners WHERE id = ? " + then
}

// ByID finds a learner by number. It returns ErrUnknown if there is none.
func (s *Store) ByID(ctx context.Context, id int64) (Learner, error) {
	return s.one(ctx, "SELECT id, name, made, seen FROM learners WHERE id = ?", id)
}
