package inspect

import (
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Changes draws what is not as it was in the last shot, for a terminal or a file that can only be added to: the changed
// lines of each container under its name, all of a new one's, and a word for one that is gone.
func Changes(last, now Shot, look page.Look, width int) []string {
	before := map[string][]string{}
	for i := range last.Now.Containers {
		c := &last.Now.Containers[i]
		before[c.ID] = linesOf(last, c, look, width)
	}
	p, stamp := look.Theme.Panel, now.At.Format(time.TimeOnly)+" "
	var out []string
	for i := range now.Now.Containers {
		c := &now.Now.Containers[i]
		lines := linesOf(now, c, look, width)
		old, there := before[c.ID]
		delete(before, c.ID)
		changed := lines[1:]
		if there && len(old) == len(lines) {
			changed = changed[:0:0]
			for n := range lines {
				if lines[n] != old[n] {
					changed = append(changed, lines[n])
				}
			}
		}
		if len(changed) > 0 {
			out = append(append(out, p.Muted.Render(stamp)+lines[0]), changed...)
		}
	}
	for i := range last.Now.Containers {
		c := &last.Now.Containers[i]
		if _, gone := before[c.ID]; gone {
			out = append(out, p.Muted.Render(stamp)+p.Title.Render(page.Clean(c.Name))+look.T(" 지워졌어요."))
		}
	}
	return out
}

func linesOf(s Shot, c *sandbox.ContainerFacts, look page.Look, width int) []string {
	d := &drawing{look: look, width: max(width, 30), shot: s}
	d.container(c)
	return d.lines
}
