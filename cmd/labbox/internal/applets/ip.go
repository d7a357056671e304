//go:build linux

package applets

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// ipTool is one run of ip.
type ipTool struct {
	c      *call
	brief  bool
	family int
}

// ip shows and sets the interfaces, addresses and routes of this network namespace.
func ip(c *call) int {
	t := &ipTool{c: c, family: netlink.FAMILY_ALL}
	args := c.args
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case "-br", "-brief":
			t.brief = true
		case "-4":
			t.family = netlink.FAMILY_V4
		case "-6":
			t.family = netlink.FAMILY_V6
		case "-c", "-color", "-d", "-details", "-o", "-oneline", "-s":
		default:
			return c.misuse(fmt.Errorf("unknown option '%s'", args[0]))
		}
		args = args[1:]
	}
	object, verb := "address", "show"
	if len(args) > 0 {
		object, args = args[0], args[1:]
	}
	if len(args) > 0 {
		verb, args = args[0], args[1:]
	}
	err := t.run(object, verb, args)
	switch {
	case errors.Is(err, errUsage):
		return c.misuse(fmt.Errorf("don't understand '%s'", strings.Join(c.args, " ")))
	case errors.Is(err, unix.EPERM):
		c.fail("RTNETLINK answers: %s", reason(err))
		return 2
	case err != nil:
		return c.fail("%s", reason(err))
	}
	return 0
}

// is tells whether a word is one that ip lets people shorten: a, addr, address.
func is(word, full string) bool { return word != "" && strings.HasPrefix(full, word) }

func (t *ipTool) run(object, verb string, args []string) error {
	show := is(verb, "show") || is(verb, "list") || verb == "ls"
	switch {
	case is(object, "address") && show:
		return t.addresses(device1(args))
	case is(object, "link") && show:
		return t.links(device1(args))
	case is(object, "route") && show:
		return t.routes()
	case is(object, "neighbour") && show, is(object, "neighbor") && show:
		return t.neighbours()
	case is(object, "link") && is(verb, "set"):
		return setLink(args)
	case is(object, "address") && (is(verb, "add") || is(verb, "delete")):
		return changeAddress(args, is(verb, "add"))
	case is(object, "route") && (is(verb, "add") || is(verb, "delete")):
		return changeRoute(args, is(verb, "add"))
	case is(object, "netns"):
		return errors.New("ip netns 대신 unshare -n과 nsenter -n을 써 보세요")
	}
	return errUsage
}

// device1 is the interface that "show eth0" or "show dev eth0" names.
func device1(args []string) string {
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "dev" })
	if len(args) > 0 {
		return args[0]
	}
	return ""
}

func linkList(only string) ([]netlink.Link, error) {
	if only != "" {
		l, err := netlink.LinkByName(only)
		if err != nil {
			return nil, fmt.Errorf("Device \"%s\" does not exist", only) //nolint:staticcheck // as ip says it
		}
		return []netlink.Link{l}, nil
	}
	return netlink.LinkList()
}

func (t *ipTool) links(only string) error {
	list, err := linkList(only)
	if err != nil {
		return err
	}
	for _, l := range list {
		if t.brief {
			a := l.Attrs()
			fmt.Fprintf(t.c.out, "%-16s %-8s %-18s <%s>\n", linkName(l), state(a), a.HardwareAddr, flags(a))
			continue
		}
		t.linkHead(l)
	}
	return nil
}

func state(a *netlink.LinkAttrs) string { return strings.ToUpper(a.OperState.String()) }

func flags(a *netlink.LinkAttrs) string {
	var out []string
	for _, f := range []struct {
		bit  uint32
		name string
	}{
		{unix.IFF_LOOPBACK, "LOOPBACK"},
		{unix.IFF_BROADCAST, "BROADCAST"},
		{unix.IFF_POINTOPOINT, "POINTOPOINT"},
		{unix.IFF_MULTICAST, "MULTICAST"},
		{unix.IFF_NOARP, "NOARP"},
		{unix.IFF_UP, "UP"},
		{unix.IFF_LOWER_UP, "LOWER_UP"},
	} {
		if a.RawFlags&f.bit != 0 {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, ",")
}

// linkName adds the peer of a pair: eth0@if5 has its other end in another namespace.
func linkName(l netlink.Link) string {
	a := l.Attrs()
	switch {
	case a.ParentIndex == 0 || a.ParentIndex == a.Index:
		return a.Name
	case a.NetNsID < 0:
		if p, err := netlink.LinkByIndex(a.ParentIndex); err == nil {
			return a.Name + "@" + p.Attrs().Name
		}
	}
	return fmt.Sprintf("%s@if%d", a.Name, a.ParentIndex)
}

func (t *ipTool) linkHead(l netlink.Link) {
	a := l.Attrs()
	kind := a.EncapType
	fmt.Fprintf(t.c.out, "%d: %s: <%s> mtu %d state %s\n", a.Index, linkName(l), flags(a), a.MTU, state(a))
	fmt.Fprintf(t.c.out, "    link/%s %s\n", kind, hardware(a.HardwareAddr))
}

func hardware(a net.HardwareAddr) string {
	if len(a) == 0 {
		return "00:00:00:00:00:00"
	}
	return a.String()
}

func scopeName(n int) string {
	switch netlink.Scope(n) {
	case netlink.SCOPE_UNIVERSE:
		return "global"
	case netlink.SCOPE_LINK:
		return "link"
	case netlink.SCOPE_HOST:
		return "host"
	case netlink.SCOPE_SITE:
		return "site"
	}
	return fmt.Sprint(n)
}

func (t *ipTool) addresses(only string) error {
	list, err := linkList(only)
	if err != nil {
		return err
	}
	for _, l := range list {
		addrs, err := netlink.AddrList(l, t.family)
		if err != nil {
			return err
		}
		if t.family != netlink.FAMILY_ALL && len(addrs) == 0 {
			continue
		}
		if t.brief {
			words := make([]string, len(addrs))
			for i, a := range addrs {
				words[i] = a.IPNet.String()
			}
			fmt.Fprintf(t.c.out, "%-16s %-8s %s\n", linkName(l), state(l.Attrs()), strings.Join(words, " "))
			continue
		}
		t.linkHead(l)
		for _, a := range addrs {
			family := "inet6"
			if a.IP.To4() != nil {
				family = "inet"
			}
			broadcast := ""
			if a.Broadcast != nil {
				broadcast = " brd " + a.Broadcast.String()
			}
			fmt.Fprintf(t.c.out, "    %s %s%s scope %s %s\n", family, a.IPNet, broadcast, scopeName(a.Scope), l.Attrs().Name)
		}
	}
	return nil
}

func (t *ipTool) routes() error {
	family := t.family
	if family == netlink.FAMILY_ALL {
		family = netlink.FAMILY_V4
	}
	list, err := netlink.RouteList(nil, family)
	if err != nil {
		return err
	}
	for _, r := range list {
		dst := "default"
		if r.Dst != nil {
			if ones, _ := r.Dst.Mask.Size(); ones > 0 {
				dst = r.Dst.String()
			}
		}
		line := dst
		if r.Gw != nil {
			line += " via " + r.Gw.String()
		}
		if l, err := netlink.LinkByIndex(r.LinkIndex); err == nil {
			line += " dev " + l.Attrs().Name
		}
		if r.Scope == netlink.SCOPE_LINK {
			line += " scope link"
		}
		if r.Src != nil {
			line += " src " + r.Src.String()
		}
		fmt.Fprintln(t.c.out, line)
	}
	return nil
}

func (t *ipTool) neighbours() error {
	list, err := netlink.NeighList(0, t.family)
	if err != nil {
		return err
	}
	states := map[int]string{
		netlink.NUD_REACHABLE: "REACHABLE", netlink.NUD_STALE: "STALE", netlink.NUD_DELAY: "DELAY", netlink.NUD_PROBE: "PROBE",
		netlink.NUD_FAILED: "FAILED", netlink.NUD_PERMANENT: "PERMANENT", netlink.NUD_INCOMPLETE: "INCOMPLETE",
	}
	for _, n := range list {
		l, err := netlink.LinkByIndex(n.LinkIndex)
		if err != nil || n.State == netlink.NUD_NOARP {
			continue
		}
		fmt.Fprintf(t.c.out, "%s dev %s lladdr %s %s\n", n.IP, l.Attrs().Name, hardware(n.HardwareAddr), states[n.State])
	}
	return nil
}

// setLink is "ip link set [dev] NAME up|down|mtu N|name NEW|netns PID".
func setLink(args []string) error {
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "dev" })
	if len(args) < 2 {
		return errUsage
	}
	l, err := netlink.LinkByName(args[0])
	if err != nil {
		return err
	}
	value := ""
	if len(args) > 2 {
		value = args[2]
	}
	switch args[1] {
	case "up":
		return netlink.LinkSetUp(l)
	case "down":
		return netlink.LinkSetDown(l)
	case "name":
		return netlink.LinkSetName(l, value)
	case "mtu", "netns":
		var n int
		if _, err := fmt.Sscan(value, &n); err != nil {
			return errUsage
		}
		if args[1] == "mtu" {
			return netlink.LinkSetMTU(l, n)
		}
		return netlink.LinkSetNsPid(l, n)
	}
	return errUsage
}

// changeAddress is "ip addr add|del ADDRESS/PREFIX dev NAME".
func changeAddress(args []string, add bool) error {
	if len(args) != 3 || args[1] != "dev" {
		return errUsage
	}
	l, err := netlink.LinkByName(args[2])
	if err != nil {
		return err
	}
	if !strings.Contains(args[0], "/") {
		args[0] += "/32"
	}
	a, err := netlink.ParseAddr(args[0])
	if err != nil {
		return errUsage
	}
	if add {
		return netlink.AddrAdd(l, a)
	}
	return netlink.AddrDel(l, a)
}

// changeRoute is "ip route add|del DESTINATION [via GATEWAY] [dev NAME]".
func changeRoute(args []string, add bool) error {
	if len(args) < 1 || len(args)%2 == 0 {
		return errUsage
	}
	r := &netlink.Route{}
	if args[0] != "default" {
		_, dst, err := net.ParseCIDR(args[0])
		if err != nil {
			return errUsage
		}
		r.Dst = dst
	} else {
		_, r.Dst, _ = net.ParseCIDR("0.0.0.0/0")
	}
	for i := 1; i < len(args); i += 2 {
		switch args[i] {
		case "via":
			r.Gw = net.ParseIP(args[i+1])
		case "dev":
			l, err := netlink.LinkByName(args[i+1])
			if err != nil {
				return err
			}
			r.LinkIndex = l.Attrs().Index
		default:
			return errUsage
		}
	}
	if add {
		return netlink.RouteAdd(r)
	}
	return netlink.RouteDel(r)
}
