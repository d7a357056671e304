package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// FileName is the file's name in the workshop's directory.
const FileName = "workshop.db"

// NewerError means that a later version of the program has written the file.
type NewerError struct{ Version int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("the records have schema %d, a newer one", e.Version)
}

// Store is a workshop's records. It may be used from many goroutines, and from many processes.
type Store struct {
	db   *sql.DB
	now  func() time.Time
	fail func(error)

	mu     sync.Mutex
	queue  []job
	wake   chan struct{}
	closed bool
	done   chan struct{}
}

// job is one change, and who waits for it; nil if nobody does.
type job struct {
	do   func(context.Context, *sql.Tx) error
	done chan<- error
}

// Open opens the records in a directory, which is made if need be and is for its owner alone. fail is told, on another
// goroutine, of changes that nobody waited for and that could not be written; it may be nil.
func Open(ctx context.Context, dir string, fail func(error)) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	path := filepath.Join(dir, FileName)
	// SQLite gives its other files the mode of this one.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "cache_size(-512)",
		"secure_delete(ON)",
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	db.SetMaxOpenConns(2) // one that writes and one that reads
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s := &Store{db: db, now: time.Now, fail: fail, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go s.write()
	return s, nil
}

// put queues a change.
func (s *Store) put(do func(context.Context, *sql.Tx) error) { s.enqueue(job{do: do}) }

// errClosed is for what comes after Close.
var errClosed = errors.New("the records are closed")

func (s *Store) enqueue(j job) {
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.queue = append(s.queue, j)
	}
	s.mu.Unlock()
	if closed {
		if j.done != nil {
			j.done <- errClosed
		}
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// do makes a change and waits until it is on the disk.
func (s *Store) do(do func(context.Context, *sql.Tx) error) error {
	done := make(chan error, 1)
	s.enqueue(job{do, done})
	return <-done
}

// Flush waits until everything that was put before is on the disk.
func (s *Store) Flush() error { return s.do(func(context.Context, *sql.Tx) error { return nil }) }

// write carries out the queue, all that is there in one transaction.
func (s *Store) write() {
	defer close(s.done)
	for range s.wake {
		for {
			s.mu.Lock()
			jobs, closed := s.queue, s.closed
			s.queue = nil
			s.mu.Unlock()
			if len(jobs) > 0 {
				s.group(jobs)
				continue
			}
			if closed {
				return
			}
			break
		}
	}
}

// writing bounds one transaction: another process may hold the file for a moment.
const writing = 30 * time.Second

func (s *Store) group(jobs []job) {
	ctx, cancel := context.WithTimeout(context.Background(), writing)
	defer cancel()
	errs := make([]error, len(jobs))
	tx, err := s.db.BeginTx(ctx, nil)
	if err == nil {
		for i, j := range jobs {
			errs[i] = one(ctx, tx, j.do)
		}
		err = tx.Commit()
	}
	for i, j := range jobs {
		e := errors.Join(errs[i], err)
		switch {
		case j.done != nil:
			j.done <- e
		case e != nil && s.fail != nil:
			s.fail(e)
		}
	}
}

// one carries out one change. What fails is undone, and harms no other change of the group.
func one(ctx context.Context, tx *sql.Tx, do func(context.Context, *sql.Tx) error) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	err := do(ctx, tx)
	if err != nil {
		_, undo := tx.ExecContext(ctx, "ROLLBACK TO one")
		err = errors.Join(err, undo)
	}
	_, release := tx.ExecContext(ctx, "RELEASE one")
	return errors.Join(err, release)
}

// Close writes what is queued and closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	<-s.done
	return s.db.Close()
}

func (s *Store) stamp() int64 { return s.now().UnixMilli() }

// at is a time as it is kept; 0 is none.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
