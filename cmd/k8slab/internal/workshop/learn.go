package workshop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/board"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/screen"
)

// serve is a session: a screen for a learner, or a board. The connection ends with it.
func (s *Server) serve(sess ssh.Session) {
	defer s.closeSoon(sess.Context())
	if sess.RawCommand() != "" {
		s.refuse(sess, "exec", sess.RawCommand())
		return
	}
	pty, _, ok := sess.Pty()
	if !ok {
		s.refuse(sess, "no terminal", "")
		return
	}
	window := visitOf(sess.Context()).window
	window.begin(pty.Window)
	learner, instructor, err := s.learnerOf(sess.Context())
	if err != nil {
		s.cfg.Log.Error("no learner", "user", clip(sess.User()), "err", err)
		s.part(sess, s.cfg.Say.T("이 초대는 더 쓸 수 없어요. 선생님에게 새 초대를 받으세요."))
		return
	}
	look, err := s.look(sess, pty)
	if err != nil {
		s.cfg.Log.Error("look", "err", err)
		s.part(sess, s.cfg.Say.T("화면의 모양을 정하지 못했어요. 선생님에게 알려 주세요."))
		return
	}
	if g := guestOf(sess.Context()); g != nil {
		g.In()
	}
	if instructor {
		s.cfg.Log.Info("board", "from", sess.RemoteAddr().String())
		s.board(sess, look, termName(pty.Term), window)
		return
	}
	s.cfg.Log.Info("came", "learner", learner.Name, "user", clip(sess.User()), "from", sess.RemoteAddr().String())
	s.learn(sess, learner, look, window)
}

// lingering is how long a connection may outlive its session, so that the last word arrives.
const lingering = 2 * time.Second

// closeSoon closes a connection that its client should close, and might not.
func (s *Server) closeSoon(ctx ssh.Context) {
	if conn, ok := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn); ok {
		time.AfterFunc(lingering, func() { _ = conn.Close() })
	}
}

// part says a last word.
func (s *Server) part(sess ssh.Session, text string) {
	if text != "" {
		_, _ = io.WriteString(sess, "\r\n"+text+"\r\n")
	}
	_ = sess.Exit(0)
}

// look is how to draw for a session. Of its variables only those count that say how a terminal draws.
func (s *Server) look(sess ssh.Session, pty ssh.Pty) (tui.Look, error) {
	env := map[string]string{"TERM": termName(pty.Term), "LANG": "C.UTF-8"}
	for _, kv := range sess.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		switch name {
		case "LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", "COLORFGBG", "TERM_PROGRAM":
			env[name] = cleanTo(value, maxLogged)
		}
	}
	environ := make([]string, 0, len(env))
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	return tui.NewLook(tui.Terminal{
		Getenv: func(name string) string { return env[name] }, GOOS: "linux", Style: s.cfg.Style, Environ: environ,
	})
}

func cleanTo(s string, most int) string { return class.Clean(s, most) }

// termName is a terminal's name without anything that is none.
func termName(s string) string {
	s = cleanTo(s, maxLogged)
	if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+._") != "" {
		return "xterm"
	}
	return s
}

// learn shows a learner their screen until the connection or the program ends.
func (s *Server) learn(sess ssh.Session, l store.Learner, look tui.Look, window *window) {
	s.room.mu.Lock()
	over := !s.room.lead.Ends.IsZero() && !s.room.lead.Ends.After(s.room.now())
	s.room.mu.Unlock()
	if over {
		s.part(sess, s.cfg.Say.T("수업이 끝났어요. 수고했어요."))
		return
	}
	in := make(chan []byte)
	ctx, cancel := context.WithCancel(sess.Context())
	defer cancel()
	go read(ctx, sess, in, cancel)
	here := s.newLine(sess, look)
	for {
		c, err := s.chair(ctx, sess, here, l, look, in)
		if err != nil {
			if ctx.Err() == nil {
				s.cfg.Log.Error("no chair", "learner", l.Name, "err", err)
				s.part(sess, s.cfg.Say.T("진도를 열지 못했어요. 선생님에게 알려 주세요."))
			}
			return
		}
		width, height := window.now()
		if c.attach(here, look, width, height) {
			s.pump(ctx, c, here, in, window)
			c.detach(here)
			s.cfg.Log.Info("went", "learner", l.Name)
			return
		}
		select {
		case <-c.ended:
		case <-ctx.Done():
			return
		}
	}
}

// newLine is a session as a learner's program has it.
func (s *Server) newLine(sess ssh.Session, look tui.Look) *line {
	l := &line{out: sess, ended: make(chan struct{})}
	var once sync.Once
	l.hang = func(why string) {
		once.Do(func() {
			go func() {
				said := make(chan struct{})
				go func() {
					defer close(said)
					_, _ = io.WriteString(sess, look.Restore())
					s.part(sess, why)
				}()
				patience := time.NewTimer(time.Second)
				defer patience.Stop()
				select {
				case <-said:
				case <-patience.C: // It takes nothing any more.
				}
				_ = sess.Close()
				close(l.ended)
			}()
		})
	}
	return l
}

// chair gives a learner the chair they have, or waits for a new one.
func (s *Server) chair(
	ctx context.Context, sess ssh.Session, here *line, l store.Learner, look tui.Look, in <-chan []byte,
) (*chair, error) {
	for {
		if c := s.seatOf(l.ID); c != nil {
			return c, nil
		}
		done := s.queue(l.ID, here)
		leave, err := s.wait(ctx, sess, in)
		done()
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		if s.chairs[l.ID] != nil { // Another connection was faster.
			s.mu.Unlock()
			leave()
			continue
		}
		c, err := s.sit(l, look, leave)
		if err == nil {
			s.chairs[l.ID] = c
		}
		s.mu.Unlock()
		if err != nil {
			leave()
		}
		return c, err
	}
}

// queue makes a connection the only one of its learner that waits for a place, until done is called: one that waited
// before ends.
func (s *Server) queue(learner int64, here *line) (done func()) {
	s.mu.Lock()
	before := s.queued[learner]
	s.queued[learner] = here
	s.mu.Unlock()
	if before != nil {
		before.hang(s.cfg.Say.T("같은 초대로 다른 곳에서 들어와서, 이 화면은 그리로 옮겨 갔어요."))
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.queued[learner] == here {
			delete(s.queued, learner)
		}
	}
}

// wait waits for a place, and tells how many are before. Ctrl-C and q give up.
func (s *Server) wait(ctx context.Context, sess ssh.Session, in <-chan []byte) (func(), error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	told := make(chan int, 1)
	got := make(chan struct{})
	go func() {
		for {
			select {
			case n := <-told:
				used, most, _ := s.places.State()
				_, _ = io.WriteString(sess, "\r\x1b[K"+s.cfg.Say.F(
					"자리가 다 찼어요 (%d/%d). 누가 나가면 저절로 들어가요. 앞에 %d명이 기다려요. (Ctrl+C: 그만두기)", used, most, n))
			case p := <-in:
				if bytes.ContainsAny(p, "\x03\x04qQ") {
					s.part(sess, "")
					cancel()
				}
			case <-got:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	defer close(got)
	return s.places.Enter(ctx, func(before int) {
		select {
		case <-told:
		default:
		}
		told <- before
	})
}

// Typing is taken in at most at this rate, so that one learner's flood is only their own; a person, and what a person
// pastes, is far below it.
const (
	typingRate  = 8 << 10 // bytes a second
	typingBurst = 64 << 10
)

// read passes on what is typed.
func read(ctx context.Context, from io.Reader, to chan<- []byte, end func()) {
	defer end()
	room, last := float64(typingBurst), time.Now()
	buf := make([]byte, 1024)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			now := time.Now()
			room = min(typingBurst, room+now.Sub(last).Seconds()*typingRate) - float64(n)
			last = now
			if room < 0 && !sleep(ctx, time.Duration(-room/typingRate*float64(time.Second))) {
				return
			}
			select {
			case to <- append([]byte(nil), buf[:n]...):
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// pump gives what is typed, and changes of size, to the program until the connection ends.
func (s *Server) pump(ctx context.Context, c *chair, l *line, in <-chan []byte, window *window) {
	for {
		select {
		case p := <-in:
			c.member.touch()
			if c.seat.Type(p) != nil {
				<-l.ended
				return
			}
		case <-window.changed:
			c.seat.Resize(window.now())
		case <-l.ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// board shows an instructor the class.
func (s *Server) board(sess ssh.Session, look tui.Look, term string, window *window) {
	ctx, cancel := context.WithCancel(sess.Context())
	defer cancel()
	stop := context.AfterFunc(s.ctx, cancel)
	defer stop()
	cells := make(chan screen.Size)
	go func() {
		defer close(cells)
		for {
			select {
			case <-window.changed:
			case <-ctx.Done():
				return
			}
			var size screen.Size
			size.Width, size.Height = window.now()
			select {
			case cells <- size:
			case <-ctx.Done():
				return
			}
		}
	}()
	width, height := window.now()
	err := board.Run(ctx, board.Config{Hall: hall{s}, Look: look, Say: s.cfg.Say}, look.Screen(screen.Options{
		Input: sess, Output: sess, Environ: []string{"TERM=" + term}, Width: width, Height: height, Sizes: cells,
	}))
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Error("board", "err", fmt.Sprint(err))
	}
	s.part(sess, "")
}
