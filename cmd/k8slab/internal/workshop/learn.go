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

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/board"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/screen"
)

// Bounds of a window, in cells. Nobody has a larger one who has no ill will.
const (
	maxCols, maxRows = 400, 150
	minCols, minRows = 20, 5
)

// sized makes a window's size one that can be drawn for.
func sized(w ssh.Window) (width, height int) {
	if w.Width <= 0 || w.Height <= 0 {
		return 80, 24
	}
	return max(minCols, min(w.Width, maxCols)), max(minRows, min(w.Height, maxRows))
}

// serve is a session: a screen for a learner, or a board.
func (s *Server) serve(sess ssh.Session) {
	if sess.RawCommand() != "" {
		s.refuse(sess, "exec", sess.RawCommand())
		return
	}
	pty, sizes, ok := sess.Pty()
	if !ok {
		s.refuse(sess, "no terminal", "")
		return
	}
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
	if instructor {
		s.cfg.Log.Info("board", "from", sess.RemoteAddr().String())
		s.board(sess, look, pty, sizes)
		return
	}
	s.cfg.Log.Info("came", "learner", learner.Name, "user", clip(sess.User()), "from", sess.RemoteAddr().String())
	s.learn(sess, learner, look, pty, sizes)
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
func (s *Server) learn(sess ssh.Session, l store.Learner, look tui.Look, pty ssh.Pty, sizes <-chan ssh.Window) {
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
		c, err := s.chair(ctx, sess, l, look, in)
		if err != nil {
			if ctx.Err() == nil {
				s.cfg.Log.Error("no chair", "learner", l.Name, "err", err)
				s.part(sess, s.cfg.Say.T("진도를 열지 못했어요. 선생님에게 알려 주세요."))
			}
			return
		}
		width, height := sized(pty.Window)
		if c.attach(here, look, width, height) {
			s.pump(ctx, c, here, in, sizes)
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
	ctx context.Context, sess ssh.Session, l store.Learner, look tui.Look, in <-chan []byte,
) (*chair, error) {
	for {
		if c := s.seatOf(l.ID); c != nil {
			return c, nil
		}
		leave, err := s.wait(ctx, sess, in)
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
func (s *Server) pump(ctx context.Context, c *chair, l *line, in <-chan []byte, sizes <-chan ssh.Window) {
	for {
		select {
		case p := <-in:
			c.member.touch()
			if c.seat.Type(p) != nil {
				<-l.ended
				return
			}
		case w, ok := <-sizes:
			if !ok {
				return
			}
			c.seat.Resize(sized(w))
		case <-l.ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// board shows an instructor the class.
func (s *Server) board(sess ssh.Session, look tui.Look, pty ssh.Pty, sizes <-chan ssh.Window) {
	ctx, cancel := context.WithCancel(sess.Context())
	defer cancel()
	stop := context.AfterFunc(s.ctx, cancel)
	defer stop()
	cells := make(chan screen.Size)
	go func() {
		defer close(cells)
		for {
			select {
			case w, ok := <-sizes:
				if !ok {
					return
				}
				var size screen.Size
				size.Width, size.Height = sized(w)
				select {
				case cells <- size:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	width, height := sized(pty.Window)
	err := board.Run(ctx, board.Config{Hall: hall{s}, Look: look, Say: s.cfg.Say}, look.Screen(screen.Options{
		Input: sess, Output: sess, Environ: []string{"TERM=" + termName(pty.Term)}, Width: width, Height: height, Sizes: cells,
	}))
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Error("board", "err", fmt.Sprint(err))
	}
	s.part(sess, "")
}
