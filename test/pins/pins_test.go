package pins

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const listed = `# a comment
native-user-v1 terms limit   # and why
native-user-v2 terms other
`

const slow = "native-user-v1 terms limit slow\n"

// document is a run of one lab with one step.
func document(passed, result, why string) string {
	return `{"version":1,"passed":` + passed + `,"labs":[{"lab":"terms","passed":` + passed +
		`,"engine":{"driver":"native","cgroupVersion":1},"steps":[{"id":"start","result":"passed"},` +
		`{"id":"limit","result":"` + result + `","why":"` + why + `"}]}]}`
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		list, output, who string
		labs              []string
		want              string // in the error; none if empty
	}{
		"as listed":      {listed, document("true", "unavailable", "못 해요"), "user", []string{"terms"}, ""},
		"nothing so":     {"", document("true", "passed", ""), "root", []string{"terms"}, ""},
		"not listed":     {"", document("true", "unavailable", "못 해요"), "user", nil, "not pinned: native-user-v1 terms limit"},
		"other world":    {listed, document("true", "unavailable", "못 해요"), "root", nil, "not pinned: native-root-v1 terms limit"},
		"listed only":    {listed, document("true", "passed", ""), "user", nil, "pinned, but not unavailable: native-user-v1"},
		"no reason":      {listed, document("true", "unavailable", "no"), "user", nil, "no Korean reason"},
		"too slow":       {slow, document("false", "failed", "못 봐요"), "user", []string{"terms"}, ""},
		"not too slow":   {slow, document("true", "passed", ""), "user", []string{"terms"}, ""},
		"slow no more":   {slow, document("false", "gone", "없어요"), "user", nil, "did not pass"},
		"slow, unsaid":   {slow, document("false", "failed", "no"), "user", nil, "failed: native-user-v1 terms limit"},
		"slow elsewhere": {slow, document("false", "failed", "못 봐요"), "root", nil, "did not pass"},
		"failed":         {"", document("false", "failed", "아니에요"), "root", nil, "failed: native-root-v1 terms limit"},
		"a lab missing":  {"", document("true", "passed", ""), "root", []string{"terms", "image"}, "image did not run"},
		"no labs":        {"", `{"version":1,"passed":true,"labs":[]}`, "root", nil, "no labs"},
		"no steps": {
			"", `{"version":1,"passed":true,"labs":[{"lab":"terms","passed":true,"engine":{"driver":"native"}}]}`, "root", nil,
			"0 steps",
		},
		"a fault": {
			"", `{"version":1,"passed":false,"labs":[{"lab":"terms","passed":false,"fault":{"what":"없어요"}}]}`, "root", nil, "없어요",
		},
		"no JSON":      {"", "k8slab: ...", "root", nil, "no JSON"},
		"a bad list":   {"native-root-v1 terms", document("true", "passed", ""), "root", nil, "unavailable.txt:1"},
		"listed twice": {listed + "native-user-v1 terms limit", document("true", "passed", ""), "root", nil, "unavailable.txt:4"},
	} {
		err := check(c.list, []byte(c.output), c.who, c.labs)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

// The committed list can be read, and names only worlds that are tested.
func TestList(t *testing.T) {
	all, err := parse(list)
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Collect(maps.Keys(all.unavailable))
	for name := range all.slow {
		if world, _, _ := strings.Cut(name, " "); !strings.HasSuffix(world, "-v2") {
			t.Errorf("%s: no machine is emulated but the one with cgroup v2", name)
		}
		names = append(names, name)
	}
	for _, name := range names {
		switch world, _, _ := strings.Cut(name, " "); world {
		case "docker-v1", "docker-v2", "native-root-v1", "native-user-v1", "native-root-v2", "native-user-v2":
		default:
			t.Errorf("no test runs in %s", world)
		}
	}
}
