package main

import (
	"os"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/tui/keys"
)

// TestConfigDocument holds docs/config.md to what the program does.
func TestConfigDocument(t *testing.T) {
	data, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, b := range keys.Bindings() {
		row := "| `" + string(b.Intent) + "` | `" + strings.Join(b.Keys, "`, `") + "` |"
		if b.Intent != keys.Interrupt && !strings.Contains(text, row) {
			t.Errorf("docs/config.md has no row %s", row)
		}
	}
	a := &app{getenv: func(string) string { return "" }}
	root := a.command()
	root.SetArgs([]string{"version"})
	root.SetOut(new(strings.Builder))
	a.stdout = new(strings.Builder)
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	for _, o := range a.origins {
		if !strings.Contains(text, "| `"+o.Name+"` |") || !strings.Contains(text, "`K8SLAB_"+strings.ToUpper(o.Name)+"`") {
			t.Errorf("docs/config.md does not describe %s", o.Name)
		}
	}
}
