package workshop

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"github.com/charmbracelet/keygen"
	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/door"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
)

// What a connection's context and its permissions carry. Who it is stands among the permissions, since these belong to the
// proof that was accepted in the end, and not to one that was only offered.
type (
	guestKey struct{}
	visitKey struct{}
)

const (
	asLearner    = "k8slab-learner" // its value is the learner's number
	asName       = "k8slab-name"    // of the learner, for the log
	asInstructor = "k8slab-instructor"
)

// admit takes a connection in.
func (s *Server) admit(ctx ssh.Context, c net.Conn) net.Conn {
	g, ok := c.(*door.Guest)
	if !ok {
		return nil // Every listener of a server has the door before it.
	}
	ctx.SetValue(guestKey{}, g)
	ctx.SetValue(visitKey{}, newVisit())
	return g
}

// visit is what is remembered of one connection.
type visit struct {
	session sync.Once // there is one
	refused atomic.Int64
	window  *window
}

func newVisit() *visit { return &visit{window: newWindow()} }

func visitOf(ctx ssh.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return newVisit() // Every connection has one.
}

// nameOf is who a connection is, as the log has it.
func (s *Server) nameOf(ctx ssh.Context) string {
	p := ctx.Permissions().Permissions
	switch {
	case p == nil:
		return ""
	case p.Extensions[asInstructor] != "":
		return "instructor"
	}
	return p.Extensions[asName]
}

func guestOf(ctx ssh.Context) *door.Guest {
	g, _ := ctx.Value(guestKey{}).(*door.Guest)
	return g
}

// greet is what is shown before somebody is asked who they are.
func (s *Server) greet(ctx ssh.Context) string {
	if g := guestOf(ctx); g != nil {
		g.Asked()
	}
	return s.cfg.Say.F("k8slab: %s\r\n초대 코드로 들어와요.\r\n", s.cfg.Course.Title)
}

// wrongCode is how long a wrong code is thought about.
const wrongCode = time.Second

// byCode lets in who knows an invitation's code.
func (s *Server) byCode(ctx ssh.Context, code string) bool {
	l, err := s.store.Identify(ctx, s.codes.Credential(code))
	if err != nil {
		s.strangers.log(slog.LevelWarn, "wrong code", "from", ctx.RemoteAddr().String(), "err", err)
		sleep(ctx, wrongCode)
		return false
	}
	return s.known(ctx, l)
}

// byQuestion asks for the code.
func (s *Server) byQuestion(ctx ssh.Context, ask gossh.KeyboardInteractiveChallenge) bool {
	answers, err := ask("", "", []string{s.cfg.Say.T("초대 코드: ")}, []bool{true})
	return err == nil && len(answers) == 1 && s.byCode(ctx, answers[0])
}

// byKey lets in instructors and learners whose public key is known.
func (s *Server) byKey(instructors []ssh.PublicKey) ssh.PublicKeyHandler {
	return func(ctx ssh.Context, key ssh.PublicKey) bool {
		for _, k := range instructors {
			if ssh.KeysEqual(k, key) {
				s.allow(ctx, asInstructor, "1")
				return true
			}
		}
		l, err := s.store.Identify(ctx, KeyCredential(key))
		return err == nil && s.known(ctx, l)
	}
}

// KeyCredential is what is kept of a public key.
func KeyCredential(key ssh.PublicKey) store.Credential {
	return store.Credential{Kind: store.CredentialKey, Proof: gossh.FingerprintSHA256(key)}
}

// known lets a learner in, unless the invitation is used too often.
func (s *Server) known(ctx ssh.Context, l store.Learner) bool {
	if !s.limits.allow(l.ID) {
		s.cfg.Log.Warn("too many logins", "learner", l.Name, "from", ctx.RemoteAddr().String())
		return false
	}
	s.allow(ctx, asLearner, strconv.FormatInt(l.ID, 10))
	s.allow(ctx, asName, l.Name)
	return true
}

func (s *Server) allow(ctx ssh.Context, role, value string) {
	p := ctx.Permissions().Permissions
	if p.Extensions == nil {
		p.Extensions = map[string]string{}
	}
	p.Extensions[role] = value
}

// learnerOf is who a session's learner is; an instructor has none.
func (s *Server) learnerOf(ctx ssh.Context) (l store.Learner, instructor bool, err error) {
	p := ctx.Permissions().Permissions
	if p == nil {
		return l, false, store.ErrUnknown
	}
	if p.Extensions[asInstructor] != "" {
		return l, true, nil
	}
	id, err := strconv.ParseInt(p.Extensions[asLearner], 10, 64)
	if err != nil {
		return l, false, store.ErrUnknown
	}
	l, err = s.store.ByID(ctx, id)
	return l, false, err
}

// instructors reads the keys that open a board, and makes the one of the directory where there is none.
func (s *Server) instructors() ([]ssh.PublicKey, error) {
	signer, err := InstructorKey(s.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		path := filepath.Join(s.cfg.Dir, instructorFile)
		if _, err := keygen.New(path, keygen.WithKeyType(keygen.Ed25519), keygen.WithWrite()); err != nil {
			return nil, fmt.Errorf("make the instructor's key: %w", err)
		}
		signer, err = InstructorKey(s.cfg.Dir)
	}
	if err != nil {
		return nil, err
	}
	all := []ssh.PublicKey{signer.PublicKey()}
	for _, k := range s.cfg.Instructors {
		all = append(all, k)
	}
	return all, nil
}

// InstructorKey reads the instructor's key of a workshop's directory.
func InstructorKey(dir string) (gossh.Signer, error) {
	pem, err := os.ReadFile(filepath.Join(dir, instructorFile))
	if err != nil {
		return nil, fmt.Errorf("read the instructor's key: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(pem)
	if err != nil {
		return nil, fmt.Errorf("read the instructor's key: %w", err)
	}
	return signer, nil
}

// limits bound how often one invitation is used. Addresses are not looked at.
type limits struct {
	mu   sync.Mutex
	used map[int64][]time.Time
}

// An invitation lets in so many times in that time.
const (
	maxLogins    = 30
	loginsWithin = time.Minute
)

func newLimits() *limits { return &limits{used: map[int64][]time.Time{}} }

func (l *limits) allow(learner int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	recent := l.used[learner][:0]
	for _, t := range l.used[learner] {
		if now.Sub(t) < loginsWithin {
			recent = append(recent, t)
		}
	}
	ok := len(recent) < maxLogins
	if ok {
		recent = append(recent, now)
	}
	l.used[learner] = recent
	return ok
}
