package workshop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Rehearsal is a class of learners who are played: they come in by SSH over the network, read, answer, and some of them
// do a lab.
type Rehearsal struct {
	Addr  string
	Codes []string
	// Live is how many of them start a lab, For how long they read.
	Live int
	For  time.Duration
	// Calm is called when everybody sits and nobody presses a key; it takes the time that it needs.
	Calm func(ctx context.Context)
}

// Carried is what came of a rehearsal.
type Carried struct {
	Took    []time.Duration // from each key that was pressed to its picture, ascending
	P50     time.Duration
	P95     time.Duration
	Worst   time.Duration
	Entered time.Duration // until the last one was in
	Labs    int           // that were started
	Here    int           // who came in
	Failed  []error       // what did not work
}

// Rehearse plays the class.
func (r Rehearsal) Rehearse(ctx context.Context) Carried {
	var c Carried
	var mu sync.Mutex
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		c.Failed = append(c.Failed, err)
	}
	began := time.Now()
	players := make([]*player, len(r.Codes))
	each(len(players), func(i int) {
		p, err := enter(ctx, r.Addr, r.Codes[i])
		if err != nil {
			fail(fmt.Errorf("learner %d: %w", i+1, err))
			return
		}
		players[i] = p
	})
	players = slices.DeleteFunc(players, func(p *player) bool { return p == nil })
	c.Entered, c.Here = time.Since(began), len(players)
	defer func() {
		for _, p := range players {
			_ = p.client.Close()
		}
	}()
	each(min(r.Live, len(players)), func(i int) {
		if err := players[i].lab(); err != nil {
			fail(fmt.Errorf("lab %d: %w", i+1, err))
			return
		}
		mu.Lock()
		c.Labs++
		mu.Unlock()
	})
	end := time.Now().Add(r.For)
	each(len(players), func(i int) {
		mine, err := players[i].read(ctx, end)
		if err != nil && ctx.Err() == nil {
			fail(fmt.Errorf("learner %d: %w", i+1, err))
		}
		mu.Lock()
		c.Took = append(c.Took, mine...)
		mu.Unlock()
	})
	if n := len(c.Took); n > 0 {
		slices.Sort(c.Took)
		c.P50, c.P95, c.Worst = c.Took[n/2], c.Took[n*95/100], c.Took[n-1]
	}
	if r.Calm != nil {
		r.Calm(ctx)
	}
	return c
}

// each does something n times at once.
func each(n int, f func(int)) {
	var w sync.WaitGroup
	for i := range n {
		w.Go(func() { f(i) })
	}
	w.Wait()
}

// player is one learner who is played.
type player struct {
	client *gossh.Client
	keys   io.Writer

	mu   sync.Mutex
	got  bytes.Buffer // since the last key
	more chan struct{}
}

// patience is how long a played learner waits for anything.
const patience = 30 * time.Second

func enter(ctx context.Context, addr, code string) (*player, error) {
	client, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{
		User: "rehearsal", Auth: []gossh.AuthMethod{gossh.Password(code)}, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), // The server is this program's own child.
	})
	if err != nil {
		return nil, err
	}
	p := &player{client: client, more: make(chan struct{}, 1)}
	sess, err := client.NewSession()
	if err == nil {
		err = sess.RequestPty("xterm-256color", 30, 100, gossh.TerminalModes{})
	}
	if err == nil {
		p.keys, err = sess.StdinPipe()
	}
	sess.Stdout = p
	if err == nil {
		err = sess.Shell()
	}
	if err == nil {
		_, err = p.until("%", time.Now())
	}
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = client.Close() })
	return p, nil
}

// Write implements io.Writer: the screen.
func (p *player) Write(b []byte) (int, error) {
	p.mu.Lock()
	p.got.Write(b)
	p.mu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

// press types, and forgets what was on the screen.
func (p *player) press(keys string) (time.Time, error) {
	p.mu.Lock()
	p.got.Reset()
	p.mu.Unlock()
	at := time.Now()
	_, err := io.WriteString(p.keys, keys)
	return at, err
}

// until waits for a text on the screen, and gives the time since.
func (p *player) until(text string, since time.Time) (time.Duration, error) {
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		p.mu.Lock()
		there := bytes.Contains(p.got.Bytes(), []byte(text))
		p.mu.Unlock()
		if there {
			return time.Since(since), nil
		}
		select {
		case <-p.more:
		case <-end.C:
			return 0, fmt.Errorf("%q did not come in %v", text, patience)
		}
	}
}

// The keys, and what the first row of the screen, which is written as a whole, has after each of them.
const (
	keyEnd, keyHome = "\x1b[F", "\x1b[H"
	firstRow        = "k8slab"
)

// read goes to the end of the lesson, answers, and back, thinking in between.
func (p *player) read(ctx context.Context, end time.Time) ([]time.Duration, error) {
	var took []time.Duration
	for time.Now().Before(end) {
		for _, key := range []string{keyEnd, keyHome} {
			if !sleep(ctx, 300*time.Millisecond+rand.N(700*time.Millisecond)) {
				return took, ctx.Err()
			}
			at, err := p.press(key)
			if err != nil {
				return took, err
			}
			d, err := p.until(firstRow, at)
			if err != nil {
				return took, err
			}
			took = append(took, d)
		}
		if _, err := p.press("1"); err != nil { // An answer, where there is a question in sight.
			return took, err
		}
	}
	return took, nil
}

// lab begins the lab, does its first step, and goes back to the text.
func (p *player) lab() error {
	// The lab is opened a moment after the text; its head says how many steps are done.
	if _, err := p.until("0/", time.Now()); err != nil {
		return err
	}
	at, err := p.press("\t\r")
	if err == nil {
		_, err = p.until("local", at) // The engine is there: its address.
	}
	if err != nil {
		return err
	}
	if at, err = p.press("\r"); err == nil {
		_, err = p.until("1/", at)
	}
	if err == nil {
		_, err = p.press("\t")
	}
	return err
}
