package lease

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

// scopeOf hashes what makes a place unique: the machine, the user and the directory.
func scopeOf(path string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "k8slab scope 1\n%s\n%d\n%s\n", machine(), os.Getuid(), path))
	return hex.EncodeToString(sum[:8])
}

// machine names this computer: systemd's or D-Bus's machine ID, else the host's name.
func machine() string {
	for _, file := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if data, err := os.ReadFile(file); err == nil && len(strings.TrimSpace(string(data))) >= 16 {
			return strings.TrimSpace(string(data))
		}
	}
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
