package docker

import (
	"context"
	"net"
	"os/exec"

	"github.com/Microsoft/go-winio"
)

// pipeDialer connects to a named pipe.
func pipeDialer(path string) dialFunc {
	return func(ctx context.Context) (net.Conn, error) { return winio.DialPipeContext(ctx, path) }
}

// detach has nothing to do here: a console's Ctrl-C is taken by the program itself.
func detach(*exec.Cmd) {}
