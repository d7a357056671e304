package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Place is where a learner is.
type Place struct {
	Lesson, Lab, Step string
	Since             time.Time
}

// record queues a row of a learner's.
func (s *Store) record(learner int64, query string, args ...any) {
	s.put(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, append(args, learner)...)
		return err
	})
}

// SetPlace notes where a learner is, and that the step there has begun if it had not.
func (s *Store) SetPlace(learner int64, p Place) {
	s.record(learner, insert("places", "lesson, lab, step, since", `ON CONFLICT DO UPDATE SET
		lesson = excluded.lesson, lab = excluded.lab, step = excluded.step, since = excluded.since`),
		p.Lesson, p.Lab, p.Step, p.Since.UnixMilli())
	if p.Step != "" {
		s.record(learner, insert("steps", "lab, step, began", "ON CONFLICT DO NOTHING"), p.Lab, p.Step, p.Since.UnixMilli())
	}
}

// StepDone notes that a step was done.
func (s *Store) StepDone(learner int64, lab, step string) {
	now := s.stamp()
	s.record(learner, insert("steps", "lab, step, began, done", `ON CONFLICT DO UPDATE SET
		done = CASE done WHEN 0 THEN excluded.done ELSE done END`), lab, step, now, now)
}

// StepFailed notes how often a step has gone wrong.
func (s *Store) StepFailed(learner int64, lab, step string, times int) {
	s.record(learner, insert("steps", "lab, step, began, failed",
		"ON CONFLICT DO UPDATE SET failed = max(failed, excluded.failed)"), lab, step, s.stamp(), times)
}

// Answered notes how a question was answered: the numbers of the choices, from 1.
func (s *Store) Answered(learner int64, lesson, question string, choices []int, right bool, tries int) {
	list, err := json.Marshal(choices)
	if err != nil {
		return // Numbers can be written.
	}
	s.record(learner, insert("answers", "lesson, question, choices, correct, tries, at", `ON CONFLICT DO UPDATE SET
		choices = excluded.choices, correct = excluded.correct, tries = excluded.tries, at = excluded.at`),
		lesson, question, string(list), right, tries, s.stamp())
}

// Measured notes what was measured, without its unit.
func (s *Store) Measured(learner int64, key, value string) {
	s.record(learner, insert("measurements", "key, value, at",
		"ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at"), key, value, s.stamp())
}

// Guessed notes what was expected and, once it is known, what came of it.
func (s *Store) Guessed(learner int64, key, guessed, came string) {
	s.record(learner, insert("guesses", "key, guessed, came, at",
		"ON CONFLICT DO UPDATE SET guessed = excluded.guessed, came = excluded.came, at = excluded.at"),
		key, guessed, came, s.stamp())
}

// Hand notes that a hand was raised or lowered.
func (s *Store) Hand(learner int64, up bool) {
	if up {
		s.record(learner, insert("hands", "raised", "ON CONFLICT DO NOTHING"), s.stamp())
		return
	}
	s.record(learner, "UPDATE hands SET lowered = ? WHERE lowered = 0 AND learner = ?", s.stamp())
}

// Said notes what an instructor said to a learner, or to all (0).
func (s *Store) Said(learner int64, text string, hint bool) {
	now := s.stamp()
	if learner != 0 {
		s.record(learner, insert("messages", "hint, text, at", ""), hint, text, now)
		return
	}
	s.put(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO messages (learner, hint, text, at) VALUES (NULL, ?, ?, ?)", hint, text, now)
		return err
	})
}

// Asked notes a question for all, and gives it a number.
func (s *Store) Asked(question string, choices []string, unit string, right int) (id uint64, err error) {
	list, err := json.Marshal(choices)
	if err != nil {
		return 0, fmt.Errorf("ask: %w", err)
	}
	now := s.stamp()
	err = s.do(func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx,
			"INSERT INTO asks (question, choices, unit, correct, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
			question, string(list), unit, right, now).Scan(&id)
	})
	return id, err
}

// Voted notes a learner's answer to a question for all.
func (s *Store) Voted(ask uint64, learner int64, value float64) {
	s.record(learner, `INSERT INTO votes (ask, learner, value, at) SELECT ?, id, ?, ? FROM learners WHERE id = ?
		ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at`, ask, value, s.stamp())
}

// Votes are the answers to a question for all, by learner.
func (s *Store) Votes(ctx context.Context, ask uint64) (map[int64]float64, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT learner, value FROM votes WHERE ask = ?", ask)
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	votes := map[int64]float64{}
	for rows.Next() {
		var learner int64
		var value float64
		if err := rows.Scan(&learner, &value); err != nil {
			return nil, fmt.Errorf("read votes: %w", err)
		}
		votes[learner] = value
	}
	return votes, rows.Err()
}

// SetLead keeps what the instructor has ordered.
func (s *Store) SetLead(state []byte) {
	s.put(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			"INSERT INTO lead (one, state) VALUES (1, ?) ON CONFLICT DO UPDATE SET state = excluded.state", string(state))
		return err
	})
}

// Lead is what was kept last; nil if nothing was.
func (s *Store) Lead(ctx context.Context) ([]byte, error) {
	var state string
	err := s.db.QueryRowContext(ctx, "SELECT state FROM lead").Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(state), err
}
