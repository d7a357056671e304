// Command floor is the least that a Bubble Tea program can cost: it shows a text file as it is and scrolls it. What
// k8slab takes beyond it is k8slab's own. It is measured, never shipped.
//
//	TEA_FPS=120 floor FILE
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: floor FILE")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var options []tea.ProgramOption
	if fps, err := strconv.Atoi(os.Getenv("TEA_FPS")); err == nil {
		options = append(options, tea.WithFPS(fps))
	}
	_, err = tea.NewProgram(viewer{lines: strings.Split(string(text), "\n")}, options...).Run()
	return err
}

// viewer shows the lines from top on.
type viewer struct {
	lines       []string
	top, height int
}

// Init starts nothing.
func (v viewer) Init() tea.Cmd { return nil }

// Update scrolls, or quits on q and Ctrl-C.
func (v viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.height = msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q", "ctrl+c":
			return v, tea.Quit
		case "j", "down":
			v.top++
		case "k", "up":
			v.top--
		case "pgdown", "space":
			v.top += v.height
		case "pgup":
			v.top -= v.height
		case "end":
			v.top = len(v.lines)
		case "home":
			v.top = 0
		}
	}
	v.top = max(0, min(v.top, len(v.lines)-v.height))
	return v, nil
}

// View is the lines that fit.
func (v viewer) View() tea.View {
	view := tea.NewView(strings.Join(v.lines[v.top:min(v.top+v.height, len(v.lines))], "\n"))
	view.AltScreen = true
	return view
}
