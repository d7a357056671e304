package docker

import (
	"context"
	"errors"
	"net"
	"os/exec"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// pipeDialer connects to a named pipe.
func pipeDialer(path string) dialFunc {
	return func(ctx context.Context) (net.Conn, error) { return winio.DialPipeContext(ctx, path) }
}

// isPipeError tells that the engine's end of a named pipe has gone, which Windows says with errors of its own.
func isPipeError(err error) bool {
	return errors.Is(err, winio.ErrFileClosed) || errors.Is(err, windows.ERROR_BROKEN_PIPE) ||
		errors.Is(err, windows.ERROR_NO_DATA) || errors.Is(err, windows.ERROR_PIPE_NOT_CONNECTED)
}

// detach has nothing to do here: a console's Ctrl-C is taken by the program itself.
func detach(*exec.Cmd) {}
