//go:build linux

package applets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"
)

// ownAddresses lists the addresses of our interfaces, loopback left out.
func ownAddresses() []string {
	list, _ := net.InterfaceAddrs()
	var out []string
	for _, a := range list {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return out
}

// netReason shortens an error of package net to what a tool says.
func netReason(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "Name or service not known"
	}
	var t net.Error
	if errors.As(err, &t) && t.Timeout() {
		return "Connection timed out"
	}
	return reason(err)
}

// nc connects standard input and output with a peer: one that it calls, or the first that calls (-l).
func nc(c *call) int {
	o, err := parse("l k u z v n p: w: q: N s: e: listen=l keep-open=k udp=u verbose=v wait=w", c.args)
	if err != nil {
		return c.misuse(err)
	}
	network := "tcp"
	if o.has("u") {
		network = "udp"
	}
	timeout := time.Duration(0)
	if o.has("w") {
		if timeout, err = duration(o.value("w", "")); err != nil {
			return c.misuse(err)
		}
	}
	host, port := "", o.value("p", "")
	switch n := len(o.rest); {
	case o.has("l") && n == 1 && port == "":
		port = o.rest[0]
	case o.has("l") && n == 1:
		host = o.rest[0]
	case o.has("l") && n == 0 && port != "":
	case n == 2:
		host, port = o.rest[0], o.rest[1]
	default:
		return c.misuse(errors.New("expects HOST PORT, or -l PORT"))
	}
	if o.has("l") {
		return c.listen(o, network, net.JoinHostPort(host, port))
	}
	if first, last, isRange := strings.Cut(port, "-"); isRange && o.has("z") {
		return c.scan(o, network, host, first, last, timeout)
	}
	conn, err := net.DialTimeout(network, net.JoinHostPort(host, port), timeout)
	if err != nil {
		if o.has("v") || !o.has("z") {
			return c.fail("connect to %s port %s: %s", host, port, netReason(err))
		}
		return 1
	}
	if o.has("v") {
		fmt.Fprintf(c.errs, "Connection to %s %s port [%s] succeeded!\n", host, port, network)
	}
	if o.has("z") {
		conn.Close()
		return 0
	}
	return c.exchange(conn, conn, timeout)
}

// scan tries a range of ports.
func (c *call) scan(o *options, network, host, first, last string, timeout time.Duration) int {
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if errors.Join(err1, err2) != nil || to < from || to > 65535 {
		return c.misuse(fmt.Errorf("invalid port range: %s-%s", first, last))
	}
	found := 1
	for p := from; p <= to; p++ {
		conn, err := net.DialTimeout(network, net.JoinHostPort(host, strconv.Itoa(p)), max(timeout, time.Second))
		if err != nil {
			if o.has("v") {
				fmt.Fprintf(c.errs, "nc: connect to %s port %d: %s\n", host, p, netReason(err))
			}
			continue
		}
		conn.Close()
		found = 0
		fmt.Fprintf(c.errs, "Connection to %s %d port [%s] succeeded!\n", host, p, network)
	}
	return found
}

func (c *call) listen(o *options, network, addr string) int {
	if network == "udp" {
		return c.listenUDP(addr)
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		return c.fail("listen on %s: %s", addr, netReason(err))
	}
	defer l.Close() //nolint:errcheck // we are leaving
	if o.has("v") {
		fmt.Fprintf(c.errs, "Listening on %s\n", l.Addr())
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return c.fail("accept: %s", netReason(err))
		}
		if o.has("v") {
			fmt.Fprintf(c.errs, "Connection received on %s\n", conn.RemoteAddr())
		}
		code := c.exchange(conn, conn, 0)
		if !o.has("k") {
			return code
		}
	}
}

func (c *call) listenUDP(addr string) int {
	conn, err := net.ListenPacket("udp", addr)
	if err != nil {
		return c.fail("listen on %s: %s", addr, netReason(err))
	}
	buf := make([]byte, 64<<10)
	for {
		n, _, err := conn.ReadFrom(buf)
		if err != nil {
			return c.fail("%s", netReason(err))
		}
		os.Stdout.Write(buf[:n]) //nolint:errcheck // a broken pipe ends us by its signal
	}
}

// exchange copies both ways until the peer is done. The end of our input closes our half.
func (c *call) exchange(conn net.Conn, r io.Reader, timeout time.Duration) int {
	defer conn.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		io.Copy(conn, c.in) //nolint:errcheck // the other direction tells of a lost peer
		if half, ok := conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite() //nolint:errcheck // see above
		} else if timeout == 0 {
			conn.Close()
		}
	}()
	if timeout > 0 {
		conn.SetReadDeadline(time.Now().Add(timeout)) //nolint:errcheck // without one we wait longer
	}
	io.Copy(os.Stdout, r) //nolint:errcheck // a lost peer is an end like any other
	if !term.IsTerminal(0) {
		select { // the peer has nothing more to say, but we may not have said all yet
		case <-sent:
		case <-time.After(time.Second):
		}
	}
	return 0
}

// wget fetches one page by plain HTTP. There is no TLS: a sandbox has no way out to where it would be needed, and it
// would double the size of this program.
func wget(c *call) int {
	o, err := parse("q O: T: S c t: spider output-document=O quiet=q timeout=T server-response=S X spider=X", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) != 1 {
		return c.misuse(errors.New("expects one URL"))
	}
	url := strings.TrimPrefix(o.rest[0], "http://")
	if strings.HasPrefix(url, "https://") {
		return c.fail("https는 쓸 수 없어요. http:// 주소로 해 보세요")
	}
	timeout, err := duration(o.value("T", "10"))
	if err != nil {
		return c.misuse(err)
	}
	host, file, _ := strings.Cut(url, "/")
	addr := host
	if _, _, err := net.SplitHostPort(host); err != nil {
		addr = net.JoinHostPort(host, "80")
	}
	if !o.has("q") {
		fmt.Fprintf(c.errs, "Connecting to %s...\n", addr)
	}
	conn, err := net.DialTimeout("tcp", addr, timeout)
	if err != nil {
		return c.fail("can't connect to %s: %s", addr, netReason(err))
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(timeout)) //nolint:errcheck // without one we wait longer
	fmt.Fprintf(conn, "GET /%s HTTP/1.0\r\nHost: %s\r\nUser-Agent: Wget\r\nAccept: */*\r\nConnection: close\r\n\r\n", file, host)
	r := bufio.NewReader(conn)
	status, err := r.ReadString('\n')
	if err != nil {
		return c.fail("error reading from %s: %s", addr, netReason(err))
	}
	for line := status; ; {
		if o.has("S") {
			fmt.Fprint(c.errs, "  "+line)
		}
		if line, err = r.ReadString('\n'); err != nil || strings.TrimSpace(line) == "" {
			break
		}
	}
	if f := strings.Fields(status); len(f) < 2 || !strings.HasPrefix(f[1], "2") {
		return c.fail("server returned error: %s", strings.TrimSpace(status))
	}
	if o.has("X") {
		return 0
	}
	return c.save(r, o, file)
}

// save writes the body to the file that -O names, or to the last part of the address.
func (c *call) save(r io.Reader, o *options, file string) int {
	file, _, _ = strings.Cut(file, "?")
	name := o.value("O", path.Base("/"+file))
	if name == "/" || name == "." {
		name = "index.html"
	}
	if name == "-" {
		if _, err := io.Copy(c.out, r); err != nil {
			return c.fail("%s", netReason(err))
		}
		return 0
	}
	f, err := os.Create(name)
	if err != nil {
		return c.failPath(name, err)
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		return c.failPath(name, err)
	}
	if !o.has("q") {
		fmt.Fprintf(c.errs, "'%s' saved [%d]\n", name, n)
	}
	return 0
}
