package door_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/door"
)

// knock makes a connection at the door and gives both ends.
func knock(t *testing.T, d *door.Door) (*door.Guest, net.Conn) {
	t.Helper()
	inside, outside := net.Pipe()
	t.Cleanup(func() { _ = outside.Close() })
	return d.Admit(inside), outside
}

// gone waits until the other end of a connection is closed.
func gone(t *testing.T, outside net.Conn) {
	t.Helper()
	_ = outside.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := outside.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the connection is not closed: %v", err)
	}
}

// In a crowd the one makes way who has waited longest without having come as far as being asked.
func TestCrowd(t *testing.T) {
	var why []string
	d := door.New(door.Options{Most: 3, Hello: time.Hour, Login: time.Hour, Turned: func(_ net.Addr, w string) { why = append(why, w) }})
	first, _ := knock(t, d)
	first.Asked()
	second, secondOut := knock(t, d)
	third, _ := knock(t, d)
	knock(t, d)
	gone(t, secondOut)
	_ = second.Close()
	if d.Waiting() != 3 || len(why) != 1 || why[0] != "crowd" {
		t.Errorf("%d wait, turned away for %q", d.Waiting(), why)
	}
	first.In()
	third.In()
	if d.Waiting() != 1 {
		t.Errorf("%d wait", d.Waiting())
	}
	for range 10_000 {
		g, _ := knock(t, d)
		g.Asked()
	}
	if d.Waiting() != 3 {
		t.Errorf("%d wait", d.Waiting())
	}
	d.Shut()
	if g, out := knock(t, d); g != nil || d.Waiting() != 0 {
		t.Error("a door that is shut lets in")
	} else {
		gone(t, out)
	}
}

// Who says nothing is turned away in time; who is asked may think.
func TestSlow(t *testing.T) {
	turned := make(chan string, 2)
	d := door.New(door.Options{
		Most: 9, Hello: 20 * time.Millisecond, Login: time.Hour, Turned: func(_ net.Addr, w string) { turned <- w },
	})
	thinker, _ := knock(t, d)
	thinker.Asked()
	_, silent := knock(t, d)
	gone(t, silent)
	if w := <-turned; w != "slow" || d.Waiting() != 1 {
		t.Errorf("turned away for %q, %d wait", w, d.Waiting())
	}
}

// Who was asked and does not come to the point is turned away, too.
func TestNoCode(t *testing.T) {
	turned := make(chan string, 2)
	d := door.New(door.Options{
		Most: 9, Hello: time.Hour, Login: 20 * time.Millisecond, Turned: func(_ net.Addr, w string) { turned <- w },
	})
	inside, _ := knock(t, d)
	inside.Asked()
	inside.In()
	thinker, out := knock(t, d)
	thinker.Asked()
	gone(t, out)
	if w := <-turned; w != "slow" || d.Waiting() != 0 {
		t.Errorf("turned away for %q, %d wait", w, d.Waiting())
	}
	if err := inside.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Errorf("who is inside was turned away: %v", err)
	}
}

// Those who go as far as being asked, and no farther, leave room for those who come.
func TestTheDoorIsShared(t *testing.T) {
	d := door.New(door.Options{Most: 8, Hello: time.Hour, Login: time.Hour})
	for range 100 {
		g, _ := knock(t, d)
		g.Asked()
	}
	comer, _ := knock(t, d)
	for range 3 {
		knock(t, d)
	}
	comer.Asked()
	if comer.In(); d.Waiting() != 7 {
		t.Errorf("who came was turned away: %d wait", d.Waiting())
	}
}
