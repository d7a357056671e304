package kernel

import "bytes"

// Hostname returns the host name that a process was started with: HOSTNAME of /proc/PID/environ, which engines set. The
// kernel shows a namespace's host name only to those inside, and files such as /etc/hostname of another root could be
// anything. It is empty if there is none. Reading it takes the right to ptrace the process.
func (k FS) Hostname(pid int) (string, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.proc(pid, "environ", b)
	if err != nil {
		return "", err
	}
	return parseHostname(data), nil
}

// maxHostname is the kernel's bound, __NEW_UTS_LEN.
const maxHostname = 64

// parseHostname finds HOSTNAME among the variables of /proc/PID/environ, which end in NUL.
func parseHostname(data []byte) string {
	for variable := range bytes.SplitSeq(data, []byte{0}) {
		if name, ok := bytes.CutPrefix(variable, []byte("HOSTNAME=")); ok {
			return clean(name[:min(len(name), maxHostname)])
		}
	}
	return ""
}
