package tui

import (
	"context"
	"io"
	"os"

	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/vterm"
)

// Tenant is what a terminal is lent to.
type Tenant = screen.Tenant

// Lend gives this process's whole terminal to a shell until done is closed. What the shell writes to screen is shown as
// it is but for the strings that speak to the terminal itself, such as those that set the clipboard.
func Lend(
	ctx context.Context, start func(cols, rows int, screen io.Writer) (t Tenant, done <-chan struct{}),
) error {
	out := &vterm.Filter{Out: os.Stdout}
	return screen.Lend(ctx, os.Stdin, os.Stdout, func(cols, rows int) (screen.Tenant, <-chan struct{}) {
		return start(cols, rows, out)
	})
}
