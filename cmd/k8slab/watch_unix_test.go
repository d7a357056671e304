//go:build unix

package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVigil gives the shell's part of the watcher streams of duties. In place of this program there is one that writes
// down what it is given.
func TestVigil(t *testing.T) {
	t.Parallel()
	const a, b = `{"key":"a","data":{"text":"it's \\n 100% \"$HOME\" \u0000"}}`, `  {"key":"b"}	`
	tests := map[string]struct{ stream, want string }{
		"nothing":             {"", ""},
		"two duties":          {a + "\n" + b + "\n", a + "\n" + b + "\n"},
		"the last cut short":  {a + "\n" + b, a + "\n"},
		"all taken back":      {a + "\n" + b + "\n\n", ""},
		"one after all of it": {a + "\n\n" + b + "\n", b + "\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			program, given := filepath.Join(dir, "program"), filepath.Join(dir, "given")
			script := "#!/bin/sh\n[ \"$1\" = watch ] && cat >" + given + "\n"
			if err := os.WriteFile(program, []byte(script), 0o700); err != nil { //nolint:gosec // it is to be run
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", vigil, program, watchArg)
			cmd.Env = append(os.Environ(), "duties=not ours", "duty=not ours")
			cmd.Stdin = strings.NewReader(tt.stream)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
			got, err := os.ReadFile(given)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if string(got) != tt.want || tt.want == "" && err == nil {
				t.Errorf("the program was given %q (%v), want %q", got, err, tt.want)
			}
		})
	}
}
