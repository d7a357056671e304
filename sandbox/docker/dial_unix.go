//go:build !windows

package docker

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"syscall"
)

// pipeDialer says that named pipes are a matter of Windows.
func pipeDialer(path string) dialFunc {
	return func(context.Context) (net.Conn, error) {
		return nil, fmt.Errorf("named pipe %s: %w", path, syscall.EAFNOSUPPORT)
	}
}

// isPipeError is about named pipes too.
func isPipeError(error) bool { return false }

// detach keeps the terminal's signals (Ctrl-C) away from a connection's helper process and the terminal away from its
// questions.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
