package workshop

import (
	"strings"
	"sync"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// channel opens the one session of a connection. More of them, as a client that shares its connection asks for, would be
// more screens than one learner has.
func (s *Server) channel(srv *ssh.Server, conn *gossh.ServerConn, c gossh.NewChannel, ctx ssh.Context) {
	once, _ := ctx.Value(sessionsKey{}).(*sync.Once)
	first := false
	if once != nil {
		once.Do(func() { first = true })
	}
	if !first {
		s.cfg.Log.Warn("refused", "what", "second session", "user", conn.User(), "from", conn.RemoteAddr().String())
		_ = c.Reject(gossh.Prohibited, "one connection has one screen here")
		return
	}
	if g := guestOf(ctx); g != nil {
		g.In()
	}
	ssh.DefaultSessionHandler(srv, conn, narrow{c, s, conn}, ctx)
}

// noChannel refuses every other channel: forwardings. OpenSSH shows nothing but ASCII of a reason.
func (s *Server) noChannel(_ *ssh.Server, conn *gossh.ServerConn, c gossh.NewChannel, _ ssh.Context) {
	s.cfg.Log.Warn("refused", "what", "channel "+clip(c.ChannelType()), "user", clip(conn.User()),
		"from", conn.RemoteAddr().String())
	_ = c.Reject(gossh.Prohibited, "forwarding is not available here")
}

// noRequest refuses what is asked of the connection, such as forwardings back. Keepalives are answered by a refusal, too.
func (s *Server) noRequest(ctx ssh.Context, _ *ssh.Server, r *gossh.Request) (bool, []byte) {
	if !strings.HasPrefix(r.Type, "keepalive@") && r.Type != "no-more-sessions@openssh.com" {
		s.cfg.Log.Warn("refused", "what", "request "+clip(r.Type), "from", ctx.RemoteAddr().String())
	}
	return false, nil
}

// narrow is a new session channel of whose requests only those are passed on that a screen needs.
type narrow struct {
	gossh.NewChannel

	server *Server
	conn   *gossh.ServerConn
}

// Accept implements gossh.NewChannel.
func (n narrow) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	c, in, err := n.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go n.filter(in, out)
	return c, out, nil
}

// Bounds of a session's variables, and of what is logged of what a stranger says.
const (
	maxVariables = 16
	maxVariable  = 256 // bytes of a request
	maxLogged    = 40
)

func (n narrow) filter(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	variables := 0
	for r := range in {
		switch r.Type {
		case "pty-req", "shell", "exec", "subsystem", "window-change":
			out <- r
		case "env":
			variables++
			if variables > maxVariables || len(r.Payload) > maxVariable {
				_ = r.Reply(false, nil)
				continue
			}
			out <- r
		case "signal":
		default:
			n.server.cfg.Log.Warn("refused", "what", "request "+clip(r.Type), "user", clip(n.conn.User()),
				"from", n.conn.RemoteAddr().String())
			_ = r.Reply(false, nil)
		}
	}
}

// clip makes what a stranger says fit for a log.
func clip(s string) string { return cleanTo(s, maxLogged) }

// refuse tells in a sentence that only a screen is to be had.
func (s *Server) refuse(sess ssh.Session, what, which string) {
	s.cfg.Log.Warn("refused", "what", what, "which", clip(which), "user", clip(sess.User()),
		"from", sess.RemoteAddr().String())
	_, _ = sess.Stderr().Write([]byte(s.cfg.Say.T("여기서는 명령이나 파일 전송, 포워딩을 쓸 수 없어요. 명령 없이 ssh로 들어와 주세요.") + "\n"))
	_ = sess.Exit(1)
}
