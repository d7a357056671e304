package labpane_test

import (
	"fmt"
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
	"github.com/k8slab/k8slab/tui/theme"
)

func look(t testing.TB, g glyph.Set) labpane.Look {
	t.Helper()
	th, err := theme.Load(theme.Options{NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	return labpane.Look{Theme: th, Glyphs: g}
}

// running is the lab terms with its container started, a second process in it and a CPU limit set.
func running(t testing.TB) labs.State {
	t.Helper()
	p, err := labs.Open(ko.FS(), "terms")
	if err != nil {
		t.Fatal(err)
	}
	s := labs.NewState(p).Apply(labs.Event{Connected: &sandbox.Info{
		Driver: "docker", Name: "Docker Engine", Version: "20.10.24", Endpoint: "unix:///var/run/docker.sock",
		Source: "default", CgroupVersion: 1,
	}})
	s = s.Apply(labs.Event{Logged: &sandbox.Entry{
		Op: "start", Equivalent: "docker run -d --name k8slab-0a1b-first --network none --cap-drop ALL k8slab.local/lab:0123",
		Calls: []sandbox.Call{
			{Method: "POST", Path: "/v1.41/containers/create?name=k8slab-0a1b-first", Status: 201, Took: 12 * time.Millisecond},
			{Method: "POST", Path: "/v1.41/containers/0a1b/start", Status: 204, Took: 231 * time.Millisecond},
		},
	}})
	for i := range 8 {
		s = s.Apply(labs.Event{Observed: observed(time.Unix(int64(i), 0), 0.05*float64(i*i))})
	}
	return s
}

func observed(at time.Time, used float64) *sandbox.Observation {
	limit, memory, tasks := 0.5, int64(64<<20), int64(32)
	host, inner := sandbox.Namespaces{}, sandbox.Namespaces{}
	for i, kind := range sandbox.NamespaceKinds() {
		host[kind], inner[kind] = 4026531830+uint64(i), 4026532190+uint64(i)
	}
	inner[sandbox.NamespaceUser], inner[sandbox.NamespaceTime] = host[sandbox.NamespaceUser], host[sandbox.NamespaceTime]
	return &sandbox.Observation{
		At: at, Host: sandbox.Host{Hostname: "laptop", Namespaces: host},
		Sandboxes: []sandbox.View{{
			Status:       sandbox.Status{Name: "first", ID: "0a1b", State: sandbox.StateRunning, PID: 4242},
			Hostname:     "first",
			Namespaces:   inner,
			ProcessCount: 2,
			Processes: []sandbox.ProcessView{
				{HostPID: 4242, PID: 1, Comm: "labbox", Args: "/bin/labbox hold --dead-man -- work beat"},
				{HostPID: 4250, PID: 7, Comm: "labbox", Args: "work \x1b[31mbeat"},
			},
			Cgroup: &sandbox.Cgroup{
				Version: 1, Path: "/docker/0a1b2c3d", CPU: sandbox.CPU{
					LimitCores: &limit, UsageSeconds: used, Periods: 40, ThrottledPeriods: 3,
				},
				Memory: sandbox.Memory{LimitBytes: &memory, UsageBytes: 3 << 20},
				PIDs:   sandbox.PIDs{Limit: &tasks, Current: 5},
			},
		}},
	}
}

func TestViews(t *testing.T) {
	for _, g := range []glyph.Set{glyph.Unicode(), glyph.ASCII()} {
		for _, size := range [][2]int{{37, 22}, {56, 60}} {
			t.Run(fmt.Sprintf("%s-%dx%d", g.Name, size[0], size[1]), func(t *testing.T) {
				m := labpane.New(look(t, g), running(t))
				m.SetSize(size[0], size[1])
				golden.RequireEqual(t, []byte(ansi.Strip(strings.Join(m.Rows(), "\n"))))
			})
		}
	}
}

// TestExactWidth holds the pane to its size at every width, scrolled anywhere, whatever a process calls itself.
func TestExactWidth(t *testing.T) {
	for width := 8; width <= 120; width++ {
		m := labpane.New(look(t, glyph.Unicode()), running(t))
		m.SetSize(width, 20)
		for range 6 {
			rows := m.Rows()
			if len(rows) != 20 {
				t.Fatalf("width %d: %d rows, want 20", width, len(rows))
			}
			for i, row := range rows {
				if w := ansi.StringWidth(row); w != width {
					t.Fatalf("width %d, row %d is %d wide: %q", width, i, w, row)
				}
				if strings.Contains(row, "\x1b[31m") {
					t.Fatalf("a sandbox's escape sequence reached the screen: %q", row)
				}
			}
			m.Scroll(9)
		}
	}
}

func TestFaultSaysWhatAndWhatToDo(t *testing.T) {
	s := running(t).Apply(labs.Event{Failed: &labs.Fault{What: "도커가 대답하지 않아요.", Do: "도커를 켜 주세요."}})
	m := labpane.New(look(t, glyph.Unicode()), s)
	m.SetSize(40, 30)
	text := strings.Join(m.Rows(), "\n")
	for _, want := range []string{"도커가 대답하지 않아요.", "도커를 켜 주세요."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the screen:\n%s", want, text)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	s := running(b)
	m := labpane.New(look(b, glyph.Unicode()), s)
	m.SetSize(56, 34)
	for b.Loop() {
		m.SetState(s)
		m.Rows()
	}
}
