//go:build linux

package nest

import (
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// network brings up the loopback interface and, if there is an address, eth0 with it. The old ioctls are enough, and
// are three system calls where netlink is a conversation.
func network(address string) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	allow()
	if err := linkUp(fd, "lo"); err != nil || address == "" {
		return err
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return err
	}
	for _, set := range []struct {
		request uint
		address netip.Addr
	}{
		{unix.SIOCSIFADDR, ip},
		{unix.SIOCSIFNETMASK, netip.AddrFrom4([4]byte{255, 255, 255, 0})},
	} {
		ifr, err := unix.NewIfreq("eth0")
		if err != nil {
			return err
		}
		four := set.address.As4()
		if err := ifr.SetInet4Addr(four[:]); err != nil {
			return err
		}
		if err := unix.IoctlIfreq(fd, set.request, ifr); err != nil {
			return during("eth0", err)
		}
	}
	return linkUp(fd, "eth0")
}

// allow lets everyone inside use ping and all ports, as engines do: neither reaches further than the namespace. How many
// groups there are depends on the user namespace. A kernel that does not have these settings needs no leave.
func allow() {
	const dir = "/proc/sys/net/ipv4/"
	for _, groups := range []string{"0 65535", "0 0"} {
		if os.WriteFile(dir+"ping_group_range", []byte(groups), 0) == nil {
			break
		}
	}
	_ = os.WriteFile(dir+"ip_unprivileged_port_start", []byte("0"), 0)
}

func linkUp(fd int, name string) error {
	ifr, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, ifr); err != nil {
		return during(name, err)
	}
	ifr.SetUint16(ifr.Uint16() | unix.IFF_UP | unix.IFF_RUNNING)
	return during(name, unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr))
}
