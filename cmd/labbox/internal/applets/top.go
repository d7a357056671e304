//go:build linux

package applets

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"
)

// topState is one screen of top and what the next one is compared with.
type topState struct {
	c     *call
	cpu   map[int]time.Duration // by process, at the last screen
	at    time.Time
	host  [2]float64 // busy and all CPU time of the host, in ticks
	byMem bool
	every time.Duration
	keys  keyReader
}

// top shows processes by the CPU time they used since the last screen; 100 % is one core.
func top(c *call) int {
	o, err := parse("b d: n: o: delay=d iterations=n batch=b", c.args)
	if err != nil {
		return c.misuse(err)
	}
	t := &topState{c: c, cpu: map[int]time.Duration{}}
	if t.every, err = duration(o.value("d", "2")); err != nil {
		return c.misuse(err)
	}
	t.every = max(t.every, 100*time.Millisecond)
	t.byMem = strings.Contains(strings.ToLower(o.value("o", "")), "mem")
	count, err := o.number("n", 0)
	if err != nil {
		return c.misuse(err)
	}
	_, _, isTerminal := screen()
	if o.has("b") || !isTerminal {
		return t.batch(count)
	}
	return t.interactive(count)
}

// batch prints screens one after the other.
func (t *topState) batch(count int) int {
	t.sample() // the first figures need something to compare with
	for i := 0; count == 0 || i < count; i++ {
		wait := t.every
		if i == 0 {
			wait = 200 * time.Millisecond
		}
		time.Sleep(wait)
		rows := t.sample()
		if rows == nil {
			return 1
		}
		fmt.Fprintln(t.c.out, strings.Join(t.head(rows), "\n"))
		for _, r := range t.table(rows) {
			fmt.Fprintln(t.c.out, strings.TrimRight(r, " "))
		}
		fmt.Fprintln(t.c.out)
		if t.c.out.Flush() != nil {
			return 1
		}
	}
	return 0
}

// interactive redraws the screen until q is pressed.
func (t *topState) interactive(count int) int {
	old, err := term.MakeRaw(int(os.Stdin.Fd()))
	if err == nil {
		defer term.Restore(int(os.Stdin.Fd()), old) //nolint:errcheck // nothing else can be done
	}
	fmt.Fprint(t.c.out, "\x1b[?1049h\x1b[?25l")
	defer func() {
		fmt.Fprint(t.c.out, "\x1b[?25h\x1b[?1049l")
		t.c.flush()
	}()
	t.sample()
	wait := 200 * time.Millisecond
	for i := 0; count == 0 || i < count; i++ {
		deadline := time.Now().Add(wait)
		cols, rows, _ := screen()
		k := t.keys.next(func() bool {
			c, r, _ := screen()
			return !time.Now().Before(deadline) || c != cols || r != rows
		})
		switch k.r { // the letters, and the same keys in a Hangul layout
		case 'q', 'Q', '\u3142':
			return 0
		case 'm', 'M', '\u3161':
			t.byMem = true
		case 'p', 'P', 'c', 'C', '\u3154', '\u314a':
			t.byMem = false
		}
		if k.name == "quit" {
			return 0 // Ctrl-C, or the terminal is gone
		}
		t.draw()
		wait = t.every
	}
	return 0
}

func (t *topState) draw() {
	cols, rows, _ := screen()
	list := t.sample()
	var b bytes.Buffer
	b.WriteString("\x1b[H")
	lines := append(t.head(list), "")
	table := t.table(list)
	for i, l := range append(lines, table...) {
		if i >= rows-1 {
			break
		}
		l = clip(l, cols)
		if i == len(lines) {
			l = "\x1b[7m" + pad(l, cols) + "\x1b[0m"
		}
		b.WriteString(l + "\x1b[K\r\n")
	}
	b.WriteString("\x1b[J\x1b[" + itoa(rows) + ";1H\x1b[2m" + clip(" q 끝내기   p CPU 순   m 메모리 순   100% = 코어 하나", cols) + "\x1b[0m")
	t.c.out.Write(b.Bytes()) //nolint:errcheck // told by flush
	t.c.flush()
}

// topRow is a process with its share of a core since the last sample, in percent.
type topRow struct {
	process
	share float64
}

func (t *topState) sample() []topRow {
	all, err := processes()
	if err != nil {
		t.c.fail("%s", reason(err))
		return nil
	}
	now := time.Now()
	took := now.Sub(t.at)
	rows, cpu := make([]topRow, len(all)), make(map[int]time.Duration, len(all))
	for i, p := range all {
		cpu[p.pid] = p.cpu
		rows[i].process = p
		if before, known := t.cpu[p.pid]; known && took > 0 {
			rows[i].share = 100 * float64(p.cpu-before) / float64(took)
		}
	}
	t.cpu, t.at = cpu, now
	slices.SortStableFunc(rows, func(a, b topRow) int {
		if t.byMem {
			return cmp.Compare(b.rss, a.rss)
		}
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(b.cpu, a.cpu))
	})
	return rows
}

// head is what stands above the table. Load, CPU and memory are the whole machine's, whatever container we are in.
func (t *topState) head(rows []topRow) []string {
	states := map[string]int{}
	for _, r := range rows {
		states[r.state]++
	}
	load, _ := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(load))
	host := hostCPU()
	busy := 0.0
	if all := host[1] - t.host[1]; all > 0 {
		busy = 100 * (host[0] - t.host[0]) / all
	}
	t.host = host
	m, _ := meminfo()
	return []string{
		fmt.Sprintf("top - %s up %s,  load average: %s", time.Now().Format(time.TimeOnly), elapsed(uptimeNow()),
			strings.Join(f[:min(3, len(f))], ", ")),
		fmt.Sprintf("Tasks: %d total, %d running, %d sleeping, %d stopped, %d zombie", len(rows), states["R"],
			states["S"]+states["I"]+states["D"], states["T"]+states["t"], states["Z"]),
		fmt.Sprintf("%%Cpu(s): %.1f busy, %.1f idle   (whole machine)", busy, 100-busy),
		fmt.Sprintf("MiB Mem: %d total, %d used, %d available   (whole machine)", m["MemTotal"]>>20,
			(m["MemTotal"]-min(m["MemAvailable"], m["MemTotal"]))>>20, m["MemAvailable"]>>20),
	}
}

// hostCPU reads busy and all CPU time from the first line of /proc/stat, in ticks.
func hostCPU() [2]float64 {
	data, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(data), "\n")
	var v [8]float64
	fmt.Sscanf(line, "cpu %g %g %g %g %g %g %g %g", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]) //nolint:errcheck // see above
	all := 0.0
	for _, x := range v {
		all += x
	}
	return [2]float64{all - v[3] - v[4], all}
}

func (t *topState) table(rows []topRow) []string {
	m, _ := meminfo()
	out := []string{fmt.Sprintf("%7s %-8s %3s %9s %9s %s %6s %5s %9s %s", "PID", "USER", "THR", "VIRT", "RES", "S", "%CPU", "%MEM",
		"TIME+", "COMMAND")}
	for _, r := range rows {
		cs := int(r.cpu / (10 * time.Millisecond))
		out = append(out, fmt.Sprintf("%7d %s %3d %9s %9s %s %6.1f %5.1f %9s %s", r.pid, pad(clip(users().name(r.uid), 8), 8), r.threads,
			human(r.vsz), human(r.rss), r.state, r.share, 100*float64(r.rss)/float64(max(m["MemTotal"], 1)),
			fmt.Sprintf("%d:%02d.%02d", cs/6000, cs/100%60, cs%100), r.args))
	}
	return out
}
