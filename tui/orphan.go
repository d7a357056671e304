package tui

import (
	"context"
	"encoding/json"
	"os"

	"github.com/k8slab/k8slab/tui/screen"
)

// OrphanFD is the number under which the process that calls RestoreOrphan holds the terminal open.
const OrphanFD = 3

// Orphan describes how to restore this process's terminal should the process be killed. Call it before Run.
func (l Look) Orphan() (json.RawMessage, error) { return screen.Orphan(os.Stdin, l.query) }

// TellOrphan writes to the terminal at OrphanFD, on behalf of a program that has ended.
func TellOrphan(text string) error {
	terminal := os.NewFile(OrphanFD, "terminal")
	if terminal == nil {
		return nil
	}
	_, err := terminal.WriteString(text)
	return err
}

// RestoreOrphan restores the terminal at OrphanFD as Orphan described it, on behalf of a program that was killed.
func RestoreOrphan(_ context.Context, data json.RawMessage) error {
	terminal := os.NewFile(OrphanFD, "terminal")
	if terminal == nil {
		return nil
	}
	return screen.RestoreOrphan(terminal, data)
}
