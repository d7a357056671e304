//go:build linux

package applets_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/cmd/labbox/internal/labboxtest"
	"pgregory.net/rapid"
)

// Where our tools and those of the system take the same options, they must print the same.
func TestTextToolsAgreeWithTheSystems(t *testing.T) {
	t.Parallel()
	lines := rapid.SliceOfN(rapid.StringMatching(`[ab01.:\- ]{0,6}|한글[ab]?|-?[0-9]{1,3}`), 0, 12)
	commands := [][]string{
		{"sort"},
		{"sort", "-r"},
		{"sort", "-n"},
		{"sort", "-rn"},
		{"sort", "-u"},
		{"sort", "-nu"},
		{"sort", "-k2"},
		{"sort", "-t:", "-k2,2n"},
		{"uniq"},
		{"uniq", "-c"},
		{"uniq", "-d"},
		{"uniq", "-u"},
		{"head", "-n", "3"},
		{"head", "-n", "-3"},
		{"head", "-c", "5"},
		{"head", "-2"},
		{"tail", "-n", "3"},
		{"tail", "-n", "+3"},
		{"tail", "-1"},
		{"tail", "-c", "4"},
		{"wc", "-l"},
		{"wc", "-w"},
		{"wc", "-c"},
		{"cut", "-d:", "-f1"},
		{"cut", "-d:", "-f2-"},
		{"cut", "-d", ":", "-f", "1,3", "-s"},
		{"tr", "ab", "xy"},
		{"tr", "-d", "0-9"},
		{"tr", "-s", "ab"},
		{"tr", "a-b", "z"},
		{"tr", "-cd", `01\n`},
		{"grep", "a"},
		{"grep", "-v", "a"},
		{"grep", "-c", "b"},
		{"grep", "-n", "^a"},
		{"grep", "-w", "a"},
		{"grep", "-x", "ab"},
		{"grep", "-o", "a*b"},
		{"grep", "-E", "(a|b)+$"},
		{"grep", `\(a\|b\)0`},
		{"grep", "-F", "a."},
		{"grep", "a.*b"},
		{"grep", `[^a]\{2\}`},
		{"grep", "-A1", "-n", "a"},
		{"grep", "-B1", "b"},
		{"grep", "-C", "1", "0"},
		{"grep", "-m", "1", "a"},
		{"grep", "-q", "a"},
		{"grep", "-i", "A"},
		{"grep", "*a"},
		{"cat", "-n"},
		{"cat", "-E"},
		{"xargs", "echo"},
		{"xargs", "-n", "2", "echo"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		args := rapid.SampledFrom(commands).Draw(rt, "command")
		input := strings.Join(lines.Draw(rt, "lines"), "\n")
		if input != "" && rapid.Bool().Draw(rt, "newline") {
			input += "\n"
		}
		if args[0] == "xargs" && strings.HasPrefix(strings.TrimSpace(input), "-") {
			return // echo would take it for an option
		}
		got, gotCode := outputOf(rt, labboxtest.Command(t, args[0], args[1:]...), input)
		system := exec.Command(args[0], args[1:]...)
		system.Env = []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"}
		if strings.HasPrefix(args[0], "sort") {
			system.Env[0] = "LC_ALL=C"
		}
		want, wantCode := outputOf(rt, system, input)
		if got != want || gotCode != wantCode {
			rt.Fatalf("%q with %q:\ngot  %q, status %d\nwant %q, status %d", args, input, got, gotCode, want, wantCode)
		}
	})
}

func outputOf(t *rapid.T, cmd *exec.Cmd, input string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout = strings.NewReader(input), &out
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatalf("%q: %v", cmd.Args, err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}
