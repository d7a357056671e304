package labpane_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
	"github.com/k8slab/k8slab/tui/words"
)

// walls makes the lab namespace with a host and sandboxes whose namespaces are all their own, but those shared: "b.net=a"
// and "c.pid=host".
func walls(t testing.TB, names string, shared ...string) labs.State {
	t.Helper()
	p, err := labs.Open(ko.FS(), "namespace")
	if err != nil {
		t.Fatal(err)
	}
	next := uint64(4026531834)
	fresh := func() sandbox.Namespaces {
		ns := sandbox.Namespaces{}
		for _, kind := range sandbox.NamespaceKinds() {
			ns[kind] = next
			next++
		}
		return ns
	}
	all := map[string]sandbox.Namespaces{"host": fresh()}
	o := &sandbox.Observation{At: time.Unix(1, 0), Host: sandbox.Host{Hostname: "laptop", Namespaces: all["host"]}}
	next = 4026532190
	for name := range strings.FieldsSeq(names) {
		all[name] = fresh()
		o.Sandboxes = append(o.Sandboxes, sandbox.View{
			Status: sandbox.Status{Name: name, ID: name, State: sandbox.StateRunning, PID: 7}, Namespaces: all[name],
			Processes: []sandbox.ProcessView{{HostPID: 7, PID: 1}},
		})
	}
	for _, s := range shared {
		whose, with, _ := strings.Cut(s, "=")
		name, kind, _ := strings.Cut(whose, ".")
		all[name][sandbox.NamespaceKind(kind)] = all[with][sandbox.NamespaceKind(kind)]
	}
	s := labs.NewState(p).Apply(labs.Event{Connected: &sandbox.Info{Driver: "docker", Name: "Docker Engine", Version: "1"}}).
		Apply(labs.Event{Observed: o})
	s.Current = slices.IndexFunc(p.Steps, func(step labs.Step) bool { return step.ID == "uts" })
	s.Steps[s.Current].Mark = labs.MarkCurrent
	return s
}

// everyone is the scene of the lab namespace on an engine that shares the user and time namespaces with the host.
func everyone(t testing.TB) labs.State {
	t.Helper()
	names := "a b namesake onlooker penpal roommate stranger"
	shared := []string{"namesake.uts=host", "penpal.ipc=a", "onlooker.pid=host", "roommate.net=a"}
	for name := range strings.FieldsSeq(names) {
		shared = append(shared, name+".user=host", name+".time=host")
	}
	return walls(t, names, shared...)
}

func matrixOf(t testing.TB, s labs.State, g glyph.Set, width, height int) string {
	t.Helper()
	m := labpane.New(look(t, g), s)
	m.SetSize(width, height)
	text := ansi.Strip(strings.Join(m.Rows(), "\n"))
	_, text, _ = strings.Cut(text, "네임스페이스 표")
	text, _, _ = strings.Cut(text, "── ")
	text, _, _ = strings.Cut(text, "-- ")
	return text
}

func TestMatrixViews(t *testing.T) {
	for _, g := range []glyph.Set{glyph.Unicode(), glyph.ASCII()} {
		for _, size := range [][2]int{{37, 22}, {40, 60}, {51, 60}, {76, 60}} {
			t.Run(fmt.Sprintf("%s-%dx%d", g.Name, size[0], size[1]), func(t *testing.T) {
				m := labpane.New(look(t, g), everyone(t))
				m.SetSize(size[0], size[1])
				golden.RequireEqual(t, []byte(ansi.Strip(strings.Join(m.Rows(), "\n"))))
			})
		}
	}
}

// rowOf is the row of a table that begins with a name.
func rowOf(t testing.TB, table, name string) string {
	t.Helper()
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, name+" ") {
			return strings.TrimRight(line, " \n")
		}
	}
	t.Fatalf("no row %q in\n%s", name, table)
	return ""
}

// TestMatrixJoinsEqualCells starts with walls between all, and sees cells join as a sandbox joins another's network and
// the host's processes.
func TestMatrixJoinsEqualCells(t *testing.T) {
	apart := matrixOf(t, walls(t, "a b"), glyph.Unicode(), 76, 60)
	if strings.ContainsAny(apart, "┌├└│=") {
		t.Errorf("something is joined though nothing is shared:\n%s", apart)
	}
	net := matrixOf(t, walls(t, "a b", "b.net=a"), glyph.Unicode(), 76, 60)
	if a, b := rowOf(t, net, "a"), rowOf(t, net, "b"); !strings.Contains(a, "┌2194") || !strings.Contains(b, "└2194") {
		t.Errorf("a and b share net, and are not joined:\n%s", net)
	}
	if !strings.Contains(net, "= net: a = b") {
		t.Errorf("what a and b share is not said in words:\n%s", net)
	}
	pid := matrixOf(t, walls(t, "a b c", "b.pid=host", "c.net=a"), glyph.Unicode(), 76, 60)
	host, b := strings.Index(pid, "호스트 "), strings.Index(pid, "\nb ")
	if a := strings.Index(pid, "\na "); b < host || a < b {
		t.Errorf("b, which shares the host's processes, does not stand beside it:\n%s", pid)
	}
	if !strings.Contains(pid, "= pid: 호스트 = b") || !strings.Contains(pid, "= net: a = c") {
		t.Errorf("what is shared is not said in words:\n%s", pid)
	}
}

// TestMatrixFits holds the whole table to narrow panes: no number is cut, whatever the width.
func TestMatrixFits(t *testing.T) {
	s := walls(t, "a b clock inside namesake onlooker outside penpal roommate root stranger",
		"namesake.uts=host", "penpal.ipc=a", "onlooker.pid=host", "roommate.net=a", "outside.cgroup=host")
	for width := 30; width <= 100; width++ {
		table := matrixOf(t, s, glyph.Unicode(), width, 200)
		for i := range s.Seen.Sandboxes {
			for kind, inode := range s.Seen.Sandboxes[i].Namespaces {
				if digits := fmt.Sprint(inode)[6:]; !strings.Contains(table, digits) {
					t.Fatalf("width %d: %s of %s (…%s) is missing:\n%s", width, kind, s.Seen.Sandboxes[i].Name, digits, table)
				}
			}
		}
	}
}

func TestMatrixSaysWhatItCannotCompare(t *testing.T) {
	s := walls(t, "a b far")
	s.Seen.Hosts = map[string]sandbox.Host{"podman": {BootID: "another"}}
	s.Seen.Sandboxes[2].Engine = "podman"
	s.Seen.Sandboxes[1].State, s.Seen.Sandboxes[1].Namespaces = sandbox.StateExited, nil
	table := matrixOf(t, s, glyph.Unicode(), 60, 60)
	if !strings.Contains(rowOf(t, table, "b"), "돌고 있지 않아요") || !strings.Contains(table, "? far은(는) 다른 커널") {
		t.Errorf("a row without numbers does not say why:\n%s", table)
	}
}

func TestMatrixInEnglish(t *testing.T) {
	l := look(t, glyph.ASCII())
	l.Say = words.New(labpane.English())
	m := labpane.New(l, everyone(t))
	m.SetSize(51, 90)
	text := ansi.Strip(strings.Join(m.Rows(), "\n"))
	for _, want := range []string{"Namespaces (inode numbers)", "\nhost ", "user, time: shared by all", "All numbers begin with 402653"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
