package kernel

import (
	"strconv"

	"github.com/k8slab/k8slab/sandbox"
)

// Security returns what fences a process beside namespaces and cgroups, from /proc/PID/status and uid_map.
func (k FS) Security(pid int) (sandbox.Security, error) {
	ids, err := k.UIDMap(pid)
	if err != nil {
		return sandbox.Security{}, err
	}
	b := k.buffer()
	defer k.release(b)
	data, err := k.procAgain(pid, "status", b)
	if err != nil {
		return sandbox.Security{}, err
	}
	st, err := parseStatus(data)
	if err != nil {
		return sandbox.Security{}, inFile("status", err)
	}
	return sandbox.Security{
		Capabilities:    capabilityNames(st.capEff),
		Seccomp:         seccompMode(st.seccomp),
		NoNewPrivileges: st.noNewPrivs,
		UserMapped:      ids.RootMapped(),
	}, nil
}

// seccompMode names the modes of /proc/PID/status.
func seccompMode(mode int) string {
	switch mode {
	case 0:
		return "disabled"
	case 1:
		return "strict"
	case 2:
		return "filter"
	default:
		return strconv.Itoa(mode)
	}
}

// capabilities are the names of include/uapi/linux/capability.h by number, up to Linux 5.9; none came after.
func capabilities() [41]string {
	return [...]string{
		"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
		"CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
		"CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
		"CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
		"CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
		"CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
		"CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
	}
}

// capabilityNames lists a mask's capabilities in the kernel's order; empty, not nil, for none. One that is newer than
// this table shows as CAP_ and its number.
func capabilityNames(mask uint64) []string {
	names := []string{}
	if mask == 0 {
		return names
	}
	known := capabilities()
	for n := range 64 {
		if mask&(1<<n) == 0 {
			continue
		}
		if n < len(known) {
			names = append(names, known[n])
		} else {
			names = append(names, "CAP_"+strconv.Itoa(n))
		}
	}
	return names
}
