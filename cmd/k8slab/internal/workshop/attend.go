package workshop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/charmbracelet/x/term"
	gossh "golang.org/x/crypto/ssh"
)

// Attend shows on a terminal what the server at the other end of a connection shows to the owner of a key. The connection
// is a socket that only the server's owner can make, so that the host key needs no looking at.
func Attend(
	ctx context.Context, conn net.Conn, key gossh.Signer, in, out *os.File, getenv func(string) string,
) error {
	c, chans, reqs, err := gossh.NewClientConn(conn, SocketName, &gossh.ClientConfig{
		User: "board", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, Timeout: hello,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	client := gossh.NewClient(c, chans, reqs)
	defer func() { _ = client.Close() }()
	sess, err := client.NewSession()
	if err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer stop()
	width, height, err := term.GetSize(out.Fd())
	if err != nil {
		width, height = 80, 24
	}
	for _, name := range []string{"LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", "COLORFGBG"} {
		if v := getenv(name); v != "" {
			_ = sess.Setenv(name, v) // A server that wants none does without.
		}
	}
	if err := sess.RequestPty(getenv("TERM"), height, width, gossh.TerminalModes{}); err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	defer func() { _ = term.Restore(in.Fd(), before) }()
	sess.Stdout, sess.Stderr = out, out
	keyboard, err := sess.StdinPipe()
	if err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	if err := sess.Shell(); err != nil {
		return fmt.Errorf("attend: %w", err)
	}
	resized, done := make(chan struct{}), make(chan struct{})
	defer close(done)
	go watchSize(out, resized, done)
	go func() {
		for range resized {
			if w, h, err := term.GetSize(out.Fd()); err == nil {
				_ = sess.WindowChange(h, w)
			}
		}
	}()
	// It goes on waiting for a key when the session has ended; the program ends then.
	go func() { _, _ = io.Copy(keyboard, in) }()
	err = sess.Wait()
	if _, ok := errors.AsType[*gossh.ExitError](err); ok {
		err = nil
	}
	return err
}
