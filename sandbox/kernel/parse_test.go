package kernel

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/k8slab/k8slab/sandbox"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	whole := func(comm string) stats {
		return stats{comm: []byte(comm), state: 'S', cpuSeconds: 4, threads: 4, started: 777, rssPages: 12}
	}
	tail := " S 1 1 1 0 -1 0 0 0 0 0 250 150 0 0 20 0 4 0 777 1000 12 18446744073709551615\n"
	tests := map[string]struct {
		data string
		want stats
		ok   bool
	}{
		"plain":                {"7 (sh)" + tail, whole("sh"), true},
		"name with blanks":     {"7 (a b) R 9 (x)" + tail, whole("a b) R 9 (x"), true},
		"empty":                {"", stats{}, false},
		"no name":              {"7 sh" + tail, stats{}, false},
		"parentheses reversed": {"7 )(" + tail, stats{}, false},
		"cut short":            {"7 (sh) S 1 1 1 0", stats{}, false},
		"no number":            {"7 (sh)" + strings.Replace(tail, "250", "many", 1), stats{}, false},
	}
	for name, tt := range tests {
		got, err := parseStat([]byte(tt.data))
		if (err == nil) != tt.ok || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestParseStatus(t *testing.T) {
	t.Parallel()
	const whole = "Name:\tna\\nme\\\\\nState:\tZ (zombie)\nUid:\t5\t6\t7\t8\nNSpid:\t40\t7\t3\nThreads:\t1\n" +
		"CapEff:\t00000000000000c0\nNoNewPrivs:\t1\nSeccomp:\t2\n"
	want := status{comm: `na me\`, state: "Z", pid: 3, uid: 5, threads: 1, capEff: 0xc0, seccomp: 2, noNewPrivs: true}
	if got, err := parseStatus([]byte(whole)); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{
		"", "Name:\tx\n", "Name:\tx\nState:\n", "Name:\tx\nState:\tS\nUid:\tx\n", "Name:\tx\nState:\tS\nVmRSS:\tlots kB\n",
		"Name:\tx\nState:\tS\nCapEff:\tg\n", "Name:\tx\nState:\tS\nThreads:\t99999999999\n",
		"Name:\tx\nState:\tS\nVmRSS:\t9223372036854775807 kB\n",
	} {
		if got, err := parseStatus([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func TestParseCmdline(t *testing.T) {
	t.Parallel()
	tests := []struct{ data, want string }{
		{"", ""},
		{"sh\x00-c\x00echo 가\x00", "sh -c echo 가"},
		{"a\x00\x00b\x00\x00", "a  b"},
		{"x\x1b[2J\ty\u009b", "x [2J y "},
		{"\xff\xfe", "��"},
		{strings.Repeat("가", 100), strings.Repeat("가", 66)},
		{strings.Repeat("a", 300), strings.Repeat("a", 200)},
	}
	for _, tt := range tests {
		if got := parseCmdline([]byte(tt.data)); got != tt.want {
			t.Errorf("parseCmdline(%q) = %q, want %q", tt.data, got, tt.want)
		}
	}
}

func TestIDMap(t *testing.T) {
	t.Parallel()
	ids, err := parseIDMap([]byte("         0       1000          1\n         1     100000      65536\n"))
	if err != nil {
		t.Fatal(err)
	}
	for outer, inner := range map[int]int{1000: 0, 100000: 1, 165535: 65536, 165536: overflowUID, 0: overflowUID} {
		if got := ids.Inner(outer); got != inner {
			t.Errorf("Inner(%d) = %d, want %d", outer, got, inner)
		}
	}
	if !ids.RootMapped() || !(IDMap{}).RootMapped() || (IDMap{{0, 0, 1 << 32}}).RootMapped() {
		t.Error("RootMapped is wrong")
	}
	for _, bad := range []string{"0 0\n", "0 0 1 2\n", "a b c\n", "0 0 99999999999999\n", "\n"} {
		if got, err := parseIDMap([]byte(bad)); err == nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
}

func TestParseCgroup(t *testing.T) {
	t.Parallel()
	unified, controllers, err := parseCgroup([]byte("3:cpu,cpuacct:/a:b\n1:name=systemd:/c\n0::/d\n"))
	want := map[string]string{"cpu": "/a:b", "cpuacct": "/a:b", "name=systemd": "/c"}
	if err != nil || unified != "/d" || !reflect.DeepEqual(controllers, want) {
		t.Errorf("%q, %v, %v", unified, controllers, err)
	}
	for _, bad := range []string{"x\n", "1:cpu\n", "0::relative\n", "\n"} {
		if _, _, err := parseCgroup([]byte(bad)); err == nil {
			t.Errorf("%q was understood", bad)
		}
	}
}

func TestParseMountinfo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		data    string
		version int
		memory  Mount
		unified Mount
	}{
		"hybrid": {
			"1 1 0:1 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n" +
				"2 1 0:2 / /sys/fs/cgroup/memory rw shared:9 master:3 - cgroup none rw,memory\n" +
				"3 1 0:3 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n",
			1,
			Mount{"memory", "/"},
			Mount{"unified", "/"},
		},
		"unified with named v1 only": {
			"2 1 0:2 / /sys/fs/cgroup/systemd rw - cgroup none rw,name=systemd\n3 1 0:3 / /sys/fs/cgroup rw - cgroup2 none rw\n",
			2,
			Mount{},
			Mount{".", "/"},
		},
		"the later mount hides the first": {
			"2 1 0:2 / /sys/fs/cgroup/a rw - cgroup none rw,memory\n" +
				"3 1 0:2 /docker/x /sys/fs/cgroup/b\\040c rw - cgroup none rw,memory\n",
			1,
			Mount{"b c", "/docker/x"},
			Mount{},
		},
		"elsewhere": {
			"3 1 0:3 / /run/cgroup rw - cgroup2 none rw\n4 1 0:3 / /sys/fs/cgroups rw - cgroup2 none rw\n",
			0,
			Mount{},
			Mount{},
		},
	}
	for name, tt := range tests {
		m, err := parseMountinfo([]byte(tt.data), "/sys/fs/cgroup")
		if err != nil || m.Version != tt.version || m.Controllers["memory"] != tt.memory || m.Unified != tt.unified {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	if _, err := parseMountinfo([]byte("1 2 3\n"), "/sys/fs/cgroup"); err == nil {
		t.Error("a line without a separator was understood")
	}
}

func TestParseCPU(t *testing.T) {
	t.Parallel()
	half := 0.5
	tests := []struct {
		data string
		want *float64
		ok   bool
	}{
		{"50000 100000\n", &half, true},
		{"max 100000\n", nil, true},
		{"50000\n", nil, false},
		{"50000 0\n", nil, false},
		{"", nil, false},
		{"-1 100000\n", nil, false},
	}
	for _, tt := range tests {
		got, err := parseCPUMax([]byte(tt.data))
		if (err == nil) != tt.ok || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("parseCPUMax(%q) = %v, %v", tt.data, got, err)
		}
	}
	if got, err := parseCFS([]byte("50000\n"), []byte("100000\n")); err != nil || *got != half {
		t.Errorf("parseCFS = %v, %v", got, err)
	}
	for _, bad := range [][2]string{{"", "100000"}, {"x", "100000"}, {"1", "0"}, {"1", ""}} {
		if got, err := parseCFS([]byte(bad[0]), []byte(bad[1])); err == nil {
			t.Errorf("parseCFS(%q) = %v", bad, got)
		}
	}
}

func TestParseHostCPU(t *testing.T) {
	t.Parallel()
	got, cpus, err := parseHostCPU([]byte(
		"cpu  100 200 300 400 500 600 700 800 900 1000\ncpu0 1\ncpu1 1\nintr 5\ncpu9 1\n"))
	want := sandbox.HostCPU{BusySeconds: 19, StealSeconds: 8, IdleSeconds: 9}
	if err != nil || cpus != 2 || got != want {
		t.Errorf("%+v, %d, %v", got, cpus, err)
	}
	for _, bad := range []string{"", "cpu\n", "cpu", "intr 1\n", "cpu  1 2 3\ncpu0 1\n"} {
		if got, _, err := parseHostCPU([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func TestCapabilityNames(t *testing.T) {
	t.Parallel()
	if got := capabilityNames(1<<0 | 1<<21 | 1<<40 | 1<<63); !slices.Equal(got, []string{
		"CAP_CHOWN", "CAP_SYS_ADMIN", "CAP_CHECKPOINT_RESTORE", "CAP_63",
	}) {
		t.Error(got)
	}
	if got := capabilityNames(0); got == nil || len(got) != 0 {
		t.Errorf("none: %v, want an empty list that is not null in JSON", got)
	}
}

// FuzzParsers feeds one input to every parser: none may panic, and what they return must be fit to be shown.
func FuzzParsers(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "max 100000\n", "50000 100000\n", "0::/x\n", "cpu  1 2 3 4 5 6 7 8\ncpu0 1\n", "Name:\tx\nState:\tS (s)\n",
		"7 (sh) S 1 1 1 0 -1 0 0 0 0 0 250 150 0 0 20 0 4 0 777 1000 12\n", "0 0 4294967295\n",
		"a\x00b\x00HOSTNAME=\xff\x1b\x00",
		"some avg10=1.50 avg60=0.80 avg300=0.20 total=1\nfull avg10=NaN\n", "8:0 rbytes=1 wbytes=2 rios=3 wios=4\n",
		"8:0 Read 1\n8:0 Write 2\nTotal 3\n", "36 35 98:0 / /sys/fs/cgroup rw - cgroup2 a rw\n", "0.1 0.2 0.3 1/2 3\n",
		"MemTotal: 5 kB\n", "oom_kill 18446744073709551615\n",
		"36 35 98:0 /\\400 /sys/fs/cgroup/\\057x\\ rw - cgroup a rw,memory\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		given := bytes.Clone(data)
		texts := []string{parseCmdline(data), parseHostname(data), clean(data), unescapeName(data)}
		if st, err := parseStatus(data); err == nil {
			texts = append(texts, st.comm)
			if st.rssBytes < 0 {
				t.Errorf("negative memory %d", st.rssBytes)
			}
		}
		for _, text := range texts {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\n\r\t\u009b") {
				t.Errorf("unfit to be shown: %q", text)
			}
		}
		if args := texts[0]; len(args) > maxArgs*3 {
			t.Errorf("%d bytes of arguments", len(args))
		}
		for _, parse := range []func([]byte) (*float64, error){
			parseCPUMax, func(b []byte) (*float64, error) { return parseCFS(b, b) },
		} {
			if cores, err := parse(data); err == nil && cores != nil && (*cores < 0 || math.IsNaN(*cores)) {
				t.Errorf("%v cores", *cores)
			}
		}
		if some, full, err := parsePressure(data); err == nil && (math.IsNaN(some) || math.IsNaN(full) || some < 0) {
			t.Errorf("pressure %v, %v", some, full)
		}
		if n, err := legacyLimit(data); err == nil && n != nil && *n < 0 {
			t.Errorf("negative limit %d", *n)
		}
		if m, err := parseMountinfo(data, "/sys/fs/cgroup"); err == nil {
			for _, mount := range m.Controllers {
				_, _ = mount.Path("/a/b")
			}
		}
		if ids, err := parseIDMap(data); err == nil && ids.Inner(1000) < 0 {
			t.Errorf("negative user %d", ids.Inner(1000))
		}
		_, _ = parseStat(data)
		_, _, _ = parseCgroup(data)
		_, _ = parseProcs(nil, data)
		_, _ = parseIOStat(data)
		_, _, _ = parseBlkio(data)
		_, _ = parseLoad(data)
		_, _ = parseMemTotal(data)
		_, _, _ = parseHostCPU(data)
		_, _ = parseNamespace(string(data))
		var n uint64
		_ = stat(data, field{"oom_kill", &n})
		if !bytes.Equal(given, data) {
			t.Error("a parser changed its input")
		}
	})
}
