package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Step is what is kept of one learner and one step.
type Step struct {
	Learner   int64
	Lab, Step string
	Began     time.Time
	Done      time.Time // zero if it is not
	Failed    int
}

// Answer is what is kept of one learner and one question.
type Answer struct {
	Learner          int64
	Lesson, Question string
	Choices          string // a JSON list of numbers, from 1
	Right            bool
	Tries            int
	At               time.Time
}

// Measurement is what one learner measured.
type Measurement struct {
	Learner    int64
	Key, Value string
	At         time.Time
}

// Guess is what one learner expected and what came of it.
type Guess struct {
	Learner            int64
	Key, Guessed, Came string
	At                 time.Time
}

// Ask is a question that the whole class was asked, with the answers.
type Ask struct {
	ID       uint64
	Question string
	Choices  []string // nil if a number was asked for
	Unit     string
	Right    int // the number of the right choice, from 1; 0 if there is not just one
	At       time.Time
	Votes    map[int64]float64 // by learner; a choice is its number, from 1
}

// Records are all that is kept of what learners did.
type Records struct {
	Learners     []Learner
	Places       map[int64]Place
	Steps        []Step
	Answers      []Answer
	Measurements []Measurement
	Guesses      []Guess
	Asks         []Ask
	Hands        map[int64]int       // how often each was raised
	Up           map[int64]time.Time // those that are up
}

// Read gives the records as they are at one moment.
func (s *Store) Read(ctx context.Context) (Records, error) {
	r := Records{Places: map[int64]Place{}, Hands: map[int64]int{}, Up: map[int64]time.Time{}}
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return r, fmt.Errorf("read records: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	q := query{ctx: ctx, tx: tx}
	q.each("SELECT id, name, made, seen FROM learners ORDER BY name", func(row *sql.Rows) error {
		l, err := scan(row)
		r.Learners = append(r.Learners, l)
		return err
	})
	q.each("SELECT learner, lesson, lab, step, since FROM places", func(row *sql.Rows) error {
		var id, since int64
		var p Place
		err := row.Scan(&id, &p.Lesson, &p.Lab, &p.Step, &since)
		p.Since = at(since)
		r.Places[id] = p
		return err
	})
	q.each("SELECT learner, lab, step, began, done, failed FROM steps", func(row *sql.Rows) error {
		var v Step
		var began, done int64
		err := row.Scan(&v.Learner, &v.Lab, &v.Step, &began, &done, &v.Failed)
		v.Began, v.Done = at(began), at(done)
		r.Steps = append(r.Steps, v)
		return err
	})
	q.each("SELECT learner, lesson, question, choices, correct, tries, at FROM answers", func(row *sql.Rows) error {
		var v Answer
		var when int64
		err := row.Scan(&v.Learner, &v.Lesson, &v.Question, &v.Choices, &v.Right, &v.Tries, &when)
		v.At = at(when)
		r.Answers = append(r.Answers, v)
		return err
	})
	q.each("SELECT learner, key, value, at FROM measurements ORDER BY key", func(row *sql.Rows) error {
		var v Measurement
		var when int64
		err := row.Scan(&v.Learner, &v.Key, &v.Value, &when)
		v.At = at(when)
		r.Measurements = append(r.Measurements, v)
		return err
	})
	q.each("SELECT learner, key, guessed, came, at FROM guesses ORDER BY key", func(row *sql.Rows) error {
		var v Guess
		var when int64
		err := row.Scan(&v.Learner, &v.Key, &v.Guessed, &v.Came, &when)
		v.At = at(when)
		r.Guesses = append(r.Guesses, v)
		return err
	})
	q.asks(&r)
	q.each("SELECT learner, raised, lowered FROM hands", func(row *sql.Rows) error {
		var id, raised, lowered int64
		err := row.Scan(&id, &raised, &lowered)
		r.Hands[id]++
		if lowered == 0 {
			r.Up[id] = at(raised)
		}
		return err
	})
	if q.err != nil {
		return r, fmt.Errorf("read records: %w", q.err)
	}
	return r, nil
}

// asks reads the questions for all, and who answered what.
func (q *query) asks(r *Records) {
	index := map[uint64]int{}
	q.each("SELECT id, question, choices, unit, correct, at FROM asks ORDER BY id", func(row *sql.Rows) error {
		v := Ask{Votes: map[int64]float64{}}
		var choices string
		var when int64
		if err := row.Scan(&v.ID, &v.Question, &choices, &v.Unit, &v.Right, &when); err != nil {
			return err
		}
		v.At = at(when)
		index[v.ID] = len(r.Asks)
		r.Asks = append(r.Asks, v)
		return json.Unmarshal([]byte(choices), &r.Asks[len(r.Asks)-1].Choices)
	})
	q.each("SELECT ask, learner, value FROM votes", func(row *sql.Rows) error {
		var ask uint64
		var learner int64
		var value float64
		err := row.Scan(&ask, &learner, &value)
		if i, ok := index[ask]; ok {
			r.Asks[i].Votes[learner] = value
		}
		return err
	})
}

// query reads tables one after the other, until one can't be read.
type query struct {
	ctx context.Context
	tx  *sql.Tx
	err error
}

func (q *query) each(text string, f func(*sql.Rows) error) {
	if q.err != nil {
		return
	}
	rows, err := q.tx.QueryContext(q.ctx, text)
	if err != nil {
		q.err = err
		return
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if q.err = f(rows); q.err != nil {
			return
		}
	}
	q.err = rows.Err()
}
