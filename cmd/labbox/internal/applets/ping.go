//go:build linux

package applets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// pinger sends echo requests over a socket for ICMP: the unprivileged kind if the kernel allows it to our group
// (net.ipv4.ping_group_range), else a raw one, which takes CAP_NET_RAW.
type pinger struct {
	fd   int
	raw  bool
	addr unix.SockaddrInet4
	id   uint16
}

const (
	echoReply   = 0
	echoRequest = 8
	pingBytes   = 56
)

func ping(c *call) int {
	o, err := parse("c: i: w: W: q n s: 4 count=c interval=i deadline=w timeout=W quiet=q", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) != 1 {
		return c.misuse(errors.New("expects one host"))
	}
	count, err := o.number("c", 0)
	if err != nil {
		return c.misuse(err)
	}
	every, err1 := duration(o.value("i", "1"))
	patience, err2 := duration(o.value("W", "1"))
	if err := errors.Join(err1, err2); err != nil {
		return c.misuse(err)
	}
	end := time.Time{}
	if o.has("w") {
		d, err := duration(o.value("w", ""))
		if err != nil {
			return c.misuse(err)
		}
		end = time.Now().Add(d)
	}
	ip, err := net.ResolveIPAddr("ip4", o.rest[0])
	if err != nil {
		c.fail("%s: %s", o.rest[0], netReason(err))
		return 2
	}
	p, err := newPinger(ip.IP.To4())
	if err != nil {
		c.fail("socket: %s", reason(err))
		return 2
	}
	return c.ping(p, o, ip.String(), count, every, patience, end)
}

func newPinger(ip net.IP) (*pinger, error) {
	p := &pinger{id: uint16(os.Getpid())}
	copy(p.addr.Addr[:], ip)
	var err error
	if p.fd, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP); err != nil {
		p.raw = true
		p.fd, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
	}
	return p, err
}

func (c *call) ping(p *pinger, o *options, ip string, count int, every, patience time.Duration, end time.Time) int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, unix.SIGINT, unix.SIGTERM)
	fmt.Fprintf(c.out, "PING %s (%s): %d data bytes\n", o.rest[0], ip, pingBytes)
	sent, got := 0, 0
	var low, high, sum time.Duration
	begin := time.Now()
	for seq := 0; count == 0 || seq < count; seq++ {
		c.flush()
		next := time.Now().Add(every)
		if err := p.send(uint16(seq)); err != nil {
			c.fail("sendto: %s", reason(err))
			break
		}
		sent++
		if took, ttl, err := p.receive(uint16(seq), patience); err == nil {
			if got++; low == 0 || took < low {
				low = took
			}
			high, sum = max(high, took), sum+took
			if !o.has("q") {
				fmt.Fprintf(c.out, "%d bytes from %s: seq=%d%s time=%.3f ms\n", pingBytes+8, ip, seq, ttl, millis(took))
			}
		}
		if count > 0 && seq == count-1 || !end.IsZero() && time.Now().After(end) {
			break
		}
		c.flush()
		select {
		case <-stop:
			// Interrupted: the statistics follow.
		case <-time.After(time.Until(next)):
			continue
		}
		break
	}
	fmt.Fprintf(c.out, "\n--- %s ping statistics ---\n%d packets transmitted, %d received, %d%% packet loss, time %dms\n",
		o.rest[0], sent, got, 100*(sent-got)/max(sent, 1), time.Since(begin).Milliseconds())
	if got > 0 {
		fmt.Fprintf(c.out, "rtt min/avg/max = %.3f/%.3f/%.3f ms\n", millis(low), millis(sum/time.Duration(got)), millis(high))
		return 0
	}
	return 1
}

func millis(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// send sends one request that carries the time it was sent at.
func (p *pinger) send(seq uint16) error {
	b := make([]byte, 8+pingBytes)
	b[0] = echoRequest
	binary.BigEndian.PutUint16(b[4:], p.id)
	binary.BigEndian.PutUint16(b[6:], seq)
	binary.BigEndian.PutUint64(b[8:], uint64(time.Now().UnixNano()))
	binary.BigEndian.PutUint16(b[2:], checksum(b))
	return unix.Sendto(p.fd, b, 0, &p.addr)
}

// checksum is the Internet checksum of RFC 1071.
func checksum(b []byte) uint16 {
	sum := uint32(0)
	for i := 0; i+1 < len(b); i += 2 {
		sum += uint32(b[i])<<8 | uint32(b[i+1])
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

// receive waits for the answer to one request. A raw socket sees everybody's answers, with their IP header.
func (p *pinger) receive(seq uint16, patience time.Duration) (took time.Duration, ttl string, err error) {
	buf := make([]byte, 1500)
	for end := time.Now().Add(patience); ; {
		left := time.Until(end)
		if left <= 0 {
			return 0, "", unix.ETIMEDOUT
		}
		tv := unix.NsecToTimeval(left.Nanoseconds())
		if err := unix.SetsockoptTimeval(p.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &tv); err != nil {
			return 0, "", err
		}
		n, _, err := unix.Recvfrom(p.fd, buf, 0)
		if err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return 0, "", err
		}
		b := buf[:n]
		if p.raw && n > 20 {
			ttl = fmt.Sprintf(" ttl=%d", b[8])
			b = b[int(b[0]&15)*4:]
		}
		if len(b) < 16 || b[0] != echoReply || binary.BigEndian.Uint16(b[6:]) != seq ||
			p.raw && binary.BigEndian.Uint16(b[4:]) != p.id {
			continue
		}
		at := time.Unix(0, int64(binary.BigEndian.Uint64(b[8:])))
		return time.Since(at), ttl, nil
	}
}
