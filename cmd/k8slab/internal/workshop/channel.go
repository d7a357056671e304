package workshop

import (
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// channel opens the one session of a connection. More of them, as a client that shares its connection asks for, would be
// more screens than one learner has.
func (s *Server) channel(srv *ssh.Server, conn *gossh.ServerConn, c gossh.NewChannel, ctx ssh.Context) {
	v := visitOf(ctx)
	first := false
	v.session.Do(func() { first = true })
	if !first {
		s.refused(ctx, "second session", "")
		_ = c.Reject(gossh.Prohibited, "one connection has one screen here")
		return
	}
	ssh.DefaultSessionHandler(srv, conn, narrow{c, s, ctx}, ctx)
}

// noChannel refuses every other channel: forwardings. OpenSSH shows nothing but ASCII of a reason.
func (s *Server) noChannel(_ *ssh.Server, _ *gossh.ServerConn, c gossh.NewChannel, ctx ssh.Context) {
	s.refused(ctx, "channel "+clip(c.ChannelType()), "")
	_ = c.Reject(gossh.Prohibited, "forwarding is not available here")
}

// noRequest refuses what is asked of the connection, such as forwardings back. Keepalives are answered by a refusal, too.
func (s *Server) noRequest(ctx ssh.Context, _ *ssh.Server, r *gossh.Request) (bool, []byte) {
	if !strings.HasPrefix(r.Type, "keepalive@") && r.Type != "no-more-sessions@openssh.com" {
		s.refused(ctx, "request "+clip(r.Type), "")
	}
	return false, nil
}

// narrow is a new session channel of whose requests only those are passed on that a screen needs.
type narrow struct {
	gossh.NewChannel

	server *Server
	ctx    ssh.Context
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

// filter passes on requests until the session ends. Changes of the window's size are taken in here: the SSH library waits
// until somebody takes them, and everything behind would wait, too.
func (n narrow) filter(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	variables := 0
	for r := range in {
		switch r.Type {
		case "pty-req", "shell", "exec", "subsystem":
			out <- r
		case "window-change":
			visitOf(n.ctx).window.resize(r.Payload)
			_ = r.Reply(true, nil)
		case "env":
			variables++
			if variables > maxVariables || len(r.Payload) > maxVariable {
				_ = r.Reply(false, nil)
				continue
			}
			out <- r
		case "signal":
		default:
			n.server.refused(n.ctx, "request "+clip(r.Type), "")
			_ = r.Reply(false, nil)
		}
	}
}

// maxRefused is how much of one connection is refused before it is closed: whoever goes on asking for what is not to be had
// has another purpose, and would fill the log.
const maxRefused = 64

// refused logs that something was refused to who is there.
func (s *Server) refused(ctx ssh.Context, what, which string) {
	n := visitOf(ctx).refused.Add(1)
	if n > maxRefused {
		return // It is being closed.
	}
	s.cfg.Log.Warn("refused", "what", what, "which", clip(which), "who", s.nameOf(ctx), "user", clip(ctx.User()),
		"from", ctx.RemoteAddr().String())
	if n == maxRefused {
		s.cfg.Log.Warn("closed", "why", "refused too often", "who", s.nameOf(ctx), "from", ctx.RemoteAddr().String())
		if conn, ok := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn); ok {
			_ = conn.Close()
		}
	}
}

// clip makes what a stranger says fit for a log.
func clip(s string) string { return cleanTo(s, maxLogged) }

// refuse tells in a sentence that only a screen is to be had.
func (s *Server) refuse(sess ssh.Session, what, which string) {
	s.refused(sess.Context(), what, which)
	_, _ = sess.Stderr().Write([]byte(s.cfg.Say.T("여기서는 명령이나 파일 전송, 포워딩을 쓸 수 없어요. 명령 없이 ssh로 들어와 주세요.") + "\n"))
	_ = sess.Exit(1)
}
