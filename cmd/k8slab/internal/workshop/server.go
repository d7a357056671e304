package workshop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	"github.com/gofrs/flock"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/door"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/queue"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
)

// Files of the workshop's directory, besides the records.
const (
	hostKeyFile    = "host_ed25519"
	instructorFile = "instructor_ed25519"
	// SocketName is the socket on which a board is served to whoever may read the instructor's key.
	SocketName = "board.sock"
	lockFile   = "server.lock"
)

// Bounds of those who have not said who they are: strangers at once, how long the keys' exchange may take, and how long a
// person may look for the code.
const (
	maxStrangers = 256
	hello        = 10 * time.Second
	login        = 2 * time.Minute
)

// Server is a workshop that is open.
type Server struct {
	cfg    Config
	store  *store.Store
	codes  *Codes
	room   *room
	door   *door.Door
	places *queue.Queue // of learners
	labs   *queue.Queue // of labs that are alive
	gauge  *queue.Queue // of measurements: one at a time
	load   load
	lock   *flock.Flock
	ssh    *ssh.Server
	limits *limits
	// strangers is the log of those who are not known yet.
	strangers *brake

	ctx     context.Context //nolint:containedctx // of everything that runs in the server; ended by Close
	cancel  context.CancelFunc
	work    sync.WaitGroup
	janitor bell

	mu     sync.Mutex
	chairs map[int64]*chair
	queued map[int64]*line // who waits for a place, by learner
}

// New opens the records and prepares; nothing is listened to before Serve.
func New(ctx context.Context, cfg Config) (*Server, error) {
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open workshop: %w", err)
	}
	lock := flock.New(filepath.Join(cfg.Dir, lockFile), flock.SetPermissions(0o600))
	if got, err := lock.TryLock(); err != nil || !got {
		return nil, errors.Join(ErrRunning, err)
	}
	records, err := store.Open(ctx, cfg.Dir, func(err error) { cfg.Log.Error("records", "err", err) })
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s := &Server{
		cfg: cfg, store: records, lock: lock, places: queue.New(cfg.Capacity), labs: queue.New(cfg.LabPlaces),
		gauge: queue.New(1), chairs: map[int64]*chair{}, queued: map[int64]*line{}, limits: newLimits(),
		strangers: &brake{to: cfg.Log, now: time.Now},
	}
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.door = door.New(door.Options{
		Most: maxStrangers, Hello: hello, Login: login, Turned: func(from net.Addr, why string) {
			s.strangers.log(slog.LevelWarn, "turned away", "from", from.String(), "why", why)
		},
	})
	s.codes, err = OpenCodes(cfg.Dir)
	if err == nil {
		s.room, err = newRoom(ctx, records, Outline(cfg.Course, cfg.Programs), cfg.Log)
	}
	if err == nil {
		s.ssh, err = s.newSSH()
	}
	if err != nil {
		return nil, errors.Join(err, s.Close(ctx))
	}
	s.begin()
	return s, nil
}

// begin starts the class's clock where it is to end by itself and has not begun.
func (s *Server) begin() {
	s.room.mu.Lock()
	if s.cfg.For > 0 && s.room.lead.Ends.Before(s.room.now()) {
		s.room.lead.Ends = s.room.now().Add(s.cfg.For)
		s.room.keep()
	} else if s.cfg.For == 0 {
		s.room.lead.Ends = time.Time{}
	}
	s.room.mu.Unlock()
	s.work.Go(s.sweep)
}

// newSSH makes the SSH server: a terminal for those who are known, and nothing else.
func (s *Server) newSSH() (*ssh.Server, error) {
	keys, err := s.instructors()
	if err != nil {
		return nil, err
	}
	srv, err := wish.NewServer(
		wish.WithHostKeyPath(filepath.Join(s.cfg.Dir, hostKeyFile)),
		wish.WithVersion("k8slab"),
		wish.WithBannerHandler(s.greet),
		wish.WithPublicKeyAuth(s.byKey(keys)),
		wish.WithPasswordAuth(s.byCode),
		wish.WithKeyboardInteractiveAuth(s.byQuestion),
		wish.WithSubsystem("default", func(sess ssh.Session) { s.refuse(sess, "subsystem", sess.Subsystem()) }),
		wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return s.serve }),
	)
	if err != nil {
		return nil, fmt.Errorf("make the SSH server: %w", err)
	}
	srv.HandshakeTimeout = login
	srv.ConnCallback = s.admit
	srv.ConnectionFailedCallback = func(c net.Conn, err error) {
		s.strangers.log(slog.LevelInfo, "not let in", "from", c.RemoteAddr().String(), "err", err.Error())
	}
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel, "default": s.noChannel}
	srv.RequestHandlers = map[string]ssh.RequestHandler{"default": s.noRequest}
	return srv, nil
}

// Serve serves on a listener until it is closed.
func (s *Server) Serve(l net.Listener) error {
	err := s.ssh.Serve(door.Listener{Listener: l, Door: s.door})
	if errors.Is(err, ssh.ErrServerClosed) {
		return nil
	}
	return err
}

// ListenBoard makes the board's socket.
func (s *Server) ListenBoard(ctx context.Context) (net.Listener, error) {
	path := filepath.Join(s.cfg.Dir, SocketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("make the board's socket: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("make the board's socket: %w", err)
	}
	return l, os.Chmod(path, 0o600)
}

// HostKey is the public half of the server's key.
func (s *Server) HostKey() ssh.PublicKey { return s.ssh.HostSigners[0].PublicKey() }

// Close sends everybody away, removes what their labs started and closes the records.
func (s *Server) Close(ctx context.Context) error {
	s.door.Shut()
	s.endAll(s.cfg.Say.T("선생님이 서버를 멈췄어요. 다시 열리면 하던 데서 이어져요."))
	s.cancel()
	done := make(chan struct{})
	go func() { s.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	var err error
	if s.ssh != nil {
		err = s.ssh.Close()
	}
	return errors.Join(err, s.store.Close(), s.lock.Close())
}

// seatOf is the chair of a learner; nil if there is none.
func (s *Server) seatOf(learner int64) *chair {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chairs[learner]
}

func (s *Server) all() []*chair {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*chair, 0, len(s.chairs))
	for _, c := range s.chairs {
		all = append(all, c)
	}
	return all
}

// endAll ends every seat.
func (s *Server) endAll(why string) {
	for _, c := range s.all() {
		c.end(why)
	}
}

// How often it is looked whether somebody must go, and how long before that they are told.
const (
	sweeping = 15 * time.Second
	warning  = 5 * time.Minute
)

// sweep ends what is over, as long as the server lives.
func (s *Server) sweep() {
	for {
		heard := s.janitor.heard()
		next := sweeping
		s.room.mu.Lock()
		ends := s.room.lead.Ends
		s.room.mu.Unlock()
		if left := time.Until(ends); !ends.IsZero() && left <= 0 {
			s.endAll(s.cfg.Say.T("수업이 끝났어요. 수고했어요."))
		} else if !ends.IsZero() {
			next = min(next, left)
		}
		next = min(next, s.sweepIdle())
		s.strangers.settle()
		s.sweepForgotten()
		t := time.NewTimer(max(next, 50*time.Millisecond))
		select {
		case <-heard:
		case <-t.C:
		case <-s.ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// sweepIdle warns who has pressed no key for long, and then sends them away. It gives the time until the next must go.
func (s *Server) sweepIdle() time.Duration {
	next := sweeping
	if s.cfg.Idle <= 0 {
		return next
	}
	for _, c := range s.all() {
		m := c.member
		s.room.mu.Lock()
		leaves := m.keyed.Add(s.cfg.Idle)
		left := leaves.Sub(s.room.now())
		warn := left - min(warning, s.cfg.Idle/2)
		if warn <= 0 && m.leaves.IsZero() && m.here {
			m.leaves = leaves
			m.changed()
		}
		s.room.mu.Unlock()
		if left <= 0 {
			c.end(s.cfg.Say.T("오래 쉬어서 연결을 끊었어요. 다시 들어오면 하던 데서 이어져요."))
			continue
		}
		if next = min(next, left); warn > 0 {
			next = min(next, warn)
		}
	}
	return next
}

// sweepForgotten ends the seats of learners whose records were deleted.
func (s *Server) sweepForgotten() {
	all, err := s.store.Learners(s.ctx)
	if err != nil {
		return // Looked at again soon.
	}
	known := map[int64]bool{}
	for _, l := range all {
		known[l.ID] = true
	}
	for _, c := range s.all() {
		if !known[c.member.id] {
			c.end(s.cfg.Say.T("기록을 지웠어요. 이 초대는 더 쓸 수 없어요."))
		}
	}
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	for id := range s.room.members {
		if !known[id] {
			delete(s.room.members, id)
			s.room.news.ring()
		}
	}
}
