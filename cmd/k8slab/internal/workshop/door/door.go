package door

import (
	"net"
	"slices"
	"sync"
	"time"
)

// Options bound those who have not said who they are.
type Options struct {
	// Most is how many there may be at once.
	Most int
	// Hello is how long they may take until they are asked who they are: the version and the keys' exchange, which no
	// person has a part in.
	Hello time.Duration
	// Login is how long they may take from there until they are known and have a session; a person looks for a code
	// meanwhile.
	Login time.Duration
	// Turned is told of everybody who is turned away, and why ("crowd", "slow"). It must not block. May be nil.
	Turned func(from net.Addr, why string)
}

// Door counts them.
type Door struct {
	opts Options

	mu     sync.Mutex
	guests []*Guest // by arrival
	shut   bool
}

// New makes a door.
func New(o Options) *Door { return &Door{opts: o} }

// Guest is a connection that has not said who it is, until In is called.
type Guest struct {
	net.Conn

	door  *Door
	asked bool
	until time.Time // it is turned away then
	slow  *time.Timer
}

// Admit takes a new connection in. If there are too many, one makes way: of those who have not been asked who they are, if
// they are half of all, else of those who have been; in both cases the one that has waited longest. So neither those who
// say nothing nor those who say everything but a code can take the door for themselves.
func (d *Door) Admit(c net.Conn) *Guest {
	g := &Guest{Conn: c, door: d, until: time.Now().Add(d.opts.Hello)}
	d.mu.Lock()
	if d.shut {
		d.mu.Unlock()
		_ = c.Close()
		return nil
	}
	var out *Guest
	if len(d.guests) >= d.opts.Most {
		out = d.over()
		d.remove(out)
	}
	d.guests = append(d.guests, g)
	g.slow = time.AfterFunc(d.opts.Hello, func() { d.late(g) })
	d.mu.Unlock()
	if out != nil {
		d.turn(out, "crowd")
	}
	return g
}

// over is who makes way; mu is held.
func (d *Door) over() *Guest {
	silent := 0
	for _, g := range d.guests {
		if !g.asked {
			silent++
		}
	}
	asked := silent < (d.opts.Most+1)/2
	return d.guests[slices.IndexFunc(d.guests, func(g *Guest) bool { return g.asked == asked })]
}

// late turns away who has taken too long.
func (d *Door) late(g *Guest) {
	d.mu.Lock()
	late := !time.Now().Before(g.until) && d.remove(g)
	d.mu.Unlock()
	if late {
		d.turn(g, "slow")
	}
}

func (d *Door) turn(g *Guest, why string) {
	_ = g.Conn.Close()
	if d.opts.Turned != nil {
		d.opts.Turned(g.RemoteAddr(), why)
	}
}

// remove takes a guest off the list; mu is held.
func (d *Door) remove(g *Guest) bool {
	i := slices.Index(d.guests, g)
	if i < 0 {
		return false
	}
	d.guests = slices.Delete(d.guests, i, i+1)
	return true
}

// Asked says that the guest is being asked who they are.
func (g *Guest) Asked() {
	g.door.mu.Lock()
	defer g.door.mu.Unlock()
	if g.asked {
		return
	}
	g.asked, g.until = true, time.Now().Add(g.door.opts.Login)
	g.slow.Reset(g.door.opts.Login)
}

// In says that the guest is known and has a session, and is no longer the door's concern.
func (g *Guest) In() {
	g.door.mu.Lock()
	defer g.door.mu.Unlock()
	g.slow.Stop()
	g.door.remove(g)
}

// Close implements net.Conn.
func (g *Guest) Close() error {
	g.In()
	return g.Conn.Close()
}

// Waiting is how many have not said who they are.
func (d *Door) Waiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.guests)
}

// Shut turns away everybody who has not said who they are, and who comes from now on.
func (d *Door) Shut() {
	d.mu.Lock()
	guests := d.guests
	d.guests, d.shut = nil, true
	d.mu.Unlock()
	for _, g := range guests {
		_ = g.Conn.Close()
	}
}

// Listener admits connections in the order in which they come; each that it gives is a *Guest.
type Listener struct {
	net.Listener

	Door *Door
}

// Accept implements net.Listener.
func (l Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if g := l.Door.Admit(c); g != nil {
			return g, nil
		}
	}
}
