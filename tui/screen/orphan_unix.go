//go:build unix

package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// orphan is what another process must know to restore a terminal whose program was killed.
type orphan struct {
	Restore string       `json:"restore"`
	Modes   unix.Termios `json:"modes"`
}

// Orphan describes how to restore this process's terminal, in the state it is in now. It is for RestoreOrphan in a
// process that outlives this one and holds the terminal open.
func Orphan(terminal *os.File, query bool) (json.RawMessage, error) {
	modes, err := unix.IoctlGetTermios(int(terminal.Fd()), getModes)
	if err != nil {
		return nil, fmt.Errorf("read terminal modes: %w", err)
	}
	return json.Marshal(orphan{Restore: unborrow + Restore(query), Modes: *modes})
}

// RestoreOrphan restores a terminal after its program was killed. The line modes are put back only if they are still
// raw: a shell may have set its own in the meantime.
func RestoreOrphan(terminal *os.File, data json.RawMessage) error {
	var o orphan
	if err := json.Unmarshal(data, &o); err != nil {
		return fmt.Errorf("read terminal duty: %w", err)
	}
	fd := int(terminal.Fd())
	now, err := unix.IoctlGetTermios(fd, getModes)
	if errors.Is(err, unix.EIO) || errors.Is(err, unix.ENOTTY) {
		return nil // The terminal has gone as well.
	}
	if err != nil {
		return fmt.Errorf("read terminal modes: %w", err)
	}
	_, _ = terminal.WriteString(o.Restore)
	if now.Lflag&(unix.ICANON|unix.ECHO) == 0 {
		return unix.IoctlSetTermios(fd, setModes, &o.Modes)
	}
	return nil
}
