package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is `version -o json`.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// buildInfo reads what the Go toolchain stamped into the binary.
func buildInfo() build {
	b := build{Version: "(devel)", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func (a *app) versionCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "version", Short: "판 보기", Args: cobra.NoArgs, Annotations: map[string]string{withoutSettings: ""},
		RunE: func(*cobra.Command, []string) error {
			b := buildInfo()
			switch output {
			case "json":
				return writeJSON(a.stdout, b)
			case "text":
				_, err := fmt.Fprintf(a.stdout, "k8slab %s (%s, %s/%s)\n", b.Version, b.Go, b.OS, b.Arch)
				return err
			}
			return badOutput(output)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "나타낼 모양: text, json")
	return cmd
}
