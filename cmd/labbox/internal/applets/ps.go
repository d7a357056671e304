//go:build linux

package applets

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// column is one column of ps.
type column struct {
	name, title string
	left        bool // aligned to the left
	text        func(s *snapshot, p *process) string
}

// snapshot is what the columns need beside the process.
type snapshot struct {
	uptime time.Duration
	memory uint64
}

func psColumns() []column {
	num := func(f func(p *process) int) func(*snapshot, *process) string {
		return func(_ *snapshot, p *process) string { return strconv.Itoa(f(p)) }
	}
	user := func(_ *snapshot, p *process) string { return users().name(p.uid) }
	args := func(_ *snapshot, p *process) string { return p.args }
	comm := func(_ *snapshot, p *process) string { return p.comm }
	return []column{
		{"user", "USER", true, user},
		{"uid", "UID", false, func(_ *snapshot, p *process) string { return itoa(p.uid) }},
		{"pid", "PID", false, num(func(p *process) int { return p.pid })},
		{"ppid", "PPID", false, num(func(p *process) int { return p.ppid })},
		{"pgid", "PGID", false, num(func(p *process) int { return p.pgrp })},
		{"sid", "SID", false, num(func(p *process) int { return p.session })},
		{"nlwp", "NLWP", false, num(func(p *process) int { return p.threads })},
		{"ni", "NI", false, num(func(p *process) int { return p.nice })},
		{"%cpu", "%CPU", false, func(s *snapshot, p *process) string { return s.cpuPercent(p, 1) }},
		{"c", "C", false, func(s *snapshot, p *process) string { return s.cpuPercent(p, 0) }},
		{"%mem", "%MEM", false, func(s *snapshot, p *process) string {
			return fmt.Sprintf("%.1f", 100*float64(p.rss)/float64(max(s.memory, 1)))
		}},
		{"vsz", "VSZ", false, func(_ *snapshot, p *process) string { return itoa(p.vsz >> 10) }},
		{"rss", "RSS", false, func(_ *snapshot, p *process) string { return itoa(p.rss >> 10) }},
		{"tty", "TTY", true, func(_ *snapshot, p *process) string { return ttyName(p.tty) }},
		{"stat", "STAT", true, func(_ *snapshot, p *process) string { return p.stat() }},
		{"s", "S", true, func(_ *snapshot, p *process) string { return p.state }},
		{"stime", "STIME", true, func(s *snapshot, p *process) string { return s.began(p) }},
		{"start", "START", true, func(s *snapshot, p *process) string { return s.began(p) }},
		{"etime", "ELAPSED", false, func(s *snapshot, p *process) string { return elapsed(s.uptime - p.start) }},
		{"time", "TIME", false, func(_ *snapshot, p *process) string { return clock(p.cpu, true) }},
		{"bsdtime", "TIME", false, func(_ *snapshot, p *process) string { return clock(p.cpu, false) }},
		{"comm", "COMMAND", true, comm},
		{"cmd", "CMD", true, args},
		{"args", "COMMAND", true, args},
		{"nspid", "NSPID", false, func(_ *snapshot, p *process) string {
			out := make([]string, len(p.nspid))
			for i, n := range p.nspid {
				out[i] = strconv.Itoa(n)
			}
			return strings.Join(out, ",")
		}},
	}
}

func findColumn(name string) (column, bool) {
	if other, ok := map[string]string{
		"command": "args", "ucmd": "comm", "ruser": "user", "euser": "user", "pcpu": "%cpu", "pmem": "%mem", "tt": "tty",
		"tname": "tty", "state": "s", "thcount": "nlwp", "cputime": "time", "nice": "ni", "pgrp": "pgid", "vsize": "vsz",
		"rssize": "rss", "session": "sid", "euid": "uid", "ruid": "uid", "lstart": "start", "start_time": "start", "sess": "sid",
	}[name]; ok {
		name = other
	}
	all := psColumns()
	i := slices.IndexFunc(all, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return all[i], true
}

// psArgs is what a command line of ps asks for.
type psArgs struct {
	columns []string
	titles  map[string]string // pid= has its own title
	all     bool              // every process
	tty     bool              // every process with a terminal
	pids    []int
	user    string
	sort    string
	forest  bool
	chosen  bool // columns were asked for by name
	wide    bool
	headers bool
}

// parsePS understands both worlds: "ps -ef", "ps -o pid,args -p 1" and "ps aux", "ps axf".
func parsePS(args []string) (psArgs, error) {
	a := psArgs{titles: map[string]string{}, headers: true}
	value := func(rest string, i *int) (string, error) {
		if rest != "" {
			return rest, nil
		}
		if *i++; *i >= len(args) {
			return "", errors.New("option requires an argument")
		}
		return args[*i], nil
	}
	for i := 0; i < len(args); i++ { //nolint:intrange // value moves i on
		arg := args[i]
		switch {
		case strings.HasPrefix(arg, "--"):
			name, v, _ := strings.Cut(arg[2:], "=")
			switch name {
			case "forest":
				a.forest = true
			case "no-headers", "no-heading":
				a.headers = false
			case "sort":
				a.sort = v
			case "pid", "ppid":
				if err := a.addPIDs(v); err != nil {
					return a, err
				}
			default:
				return a, fmt.Errorf("unknown option '%s'", arg)
			}
		case arg != "" && arg[0] >= '0' && arg[0] <= '9':
			if err := a.addPIDs(arg); err != nil {
				return a, err
			}
		default:
			dash := strings.HasPrefix(arg, "-")
			letters := strings.TrimPrefix(arg, "-")
			for j, l := range letters {
				rest := letters[j+1:]
				if strings.ContainsRune("opuUk", l) && (dash && l != 'k' || l == 'o' || l == 'p' || l == 'k') &&
					!(dash && l == 'u' && (strings.HasPrefix(rest, "x") || i+1 >= len(args))) {
					v, err := value(rest, &i)
					if err != nil {
						return a, err
					}
					if err := a.option(l, v); err != nil {
						return a, err
					}
					break
				}
				if !a.flag(l, dash) {
					return a, fmt.Errorf("unknown option '%c'", l)
				}
			}
		}
	}
	if a.columns == nil {
		a.columns = []string{"pid", "tty", "time", "comm"}
	}
	return a, nil
}

func (a *psArgs) addPIDs(list string) error {
	for s := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return fmt.Errorf("process ID list syntax error: %q", list)
		}
		a.pids = append(a.pids, n)
	}
	return nil
}

// option applies one that has a value.
func (a *psArgs) option(letter rune, v string) error {
	switch letter {
	case 'p':
		return a.addPIDs(v)
	case 'u', 'U':
		a.user = v
	case 'k':
		a.sort = v
	case 'o':
		for name := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ' ' }) {
			name, title, titled := strings.Cut(name, "=")
			if _, ok := findColumn(name); !ok {
				return fmt.Errorf("unknown column '%s'", name)
			}
			if titled {
				a.titles[name] = title
			}
			if !a.chosen {
				a.columns, a.chosen = nil, true
			}
			a.columns = append(a.columns, name)
		}
	}
	return nil
}

// flag applies one without a value; with a dash and without, letters mean different things.
func (a *psArgs) flag(letter rune, dash bool) bool {
	if a.chosen {
		defer func(columns []string) { a.columns = columns }(a.columns)
	}
	switch letter {
	case 'e', 'A':
		a.all = true
	case 'a', 'x', 'd':
		a.all = a.all || a.tty && !dash || letter == 'x'
		a.tty = true
		a.all = a.all || letter == 'd'
	case 'f':
		if !dash {
			a.forest = true
			a.columns = cmpColumns(a.columns, []string{"pid", "tty", "stat", "bsdtime", "args"})
			return true
		}
		a.columns = []string{"user", "pid", "ppid", "c", "stime", "tty", "time", "cmd"}
	case 'F':
		a.columns = []string{"user", "pid", "ppid", "c", "vsz", "rss", "stime", "tty", "time", "cmd"}
	case 'u':
		a.columns = []string{"user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "bsdtime", "args"}
	case 'j':
		a.columns = []string{"ppid", "pid", "pgid", "sid", "tty", "stat", "uid", "bsdtime", "args"}
	case 'l':
		a.columns = []string{"s", "uid", "pid", "ppid", "ni", "rss", "vsz", "tty", "time", "cmd"}
	case 'H':
		a.forest = true
	case 'w':
		a.wide = true
	case 'h':
		a.headers = false
	default:
		return false
	}
	if !dash && a.columns == nil {
		a.columns = []string{"pid", "tty", "stat", "bsdtime", "args"}
	}
	return true
}

func cmpColumns(have, otherwise []string) []string {
	if have != nil {
		return have
	}
	return otherwise
}

func ps(c *call) int {
	a, err := parsePS(c.args)
	if err != nil {
		return c.misuse(err)
	}
	all, err := processes()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	if all, err = a.choose(all); err != nil {
		return c.misuse(err)
	}
	if a.forest {
		all = forest(all)
	}
	mem, _ := meminfo()
	c.table(a, all, &snapshot{uptime: uptimeNow(), memory: mem["MemTotal"]})
	if len(all) == 0 {
		return 1
	}
	return 0
}

// choose keeps the processes that were asked for: by default those of our user on our terminal.
func (a *psArgs) choose(all []process) ([]process, error) {
	me, err := readProcess(os.Getpid())
	if err != nil {
		return nil, err
	}
	uid := -1
	if a.user != "" {
		var ok bool
		if uid, ok = users().id(a.user); !ok {
			return nil, fmt.Errorf("user '%s' does not exist", a.user)
		}
	}
	all = slices.DeleteFunc(all, func(p process) bool {
		switch {
		case len(a.pids) > 0:
			return !slices.Contains(a.pids, p.pid)
		case uid >= 0:
			return int(p.uid) != uid
		case a.all:
			return false
		case a.tty:
			return p.tty == 0
		}
		// A sandbox has so few processes, and a first-timer so few words: without a terminal, show all that are ours.
		return p.uid != me.uid || me.tty != 0 && p.tty != me.tty
	})
	if a.sort == "" {
		return all, nil
	}
	return all, sortProcesses(all, a.sort)
}

// sortProcesses sorts by one column; '-' in front reverses.
func sortProcesses(all []process, by string) error {
	name := strings.TrimLeft(by, "+-")
	col, ok := findColumn(name)
	if !ok {
		return fmt.Errorf("unknown column '%s'", name)
	}
	mem, _ := meminfo()
	s := &snapshot{uptime: uptimeNow(), memory: mem["MemTotal"]}
	slices.SortStableFunc(all, func(x, y process) int {
		a, b := col.text(s, &x), col.text(s, &y)
		n := strings.Compare(a, b)
		if fa, err := strconv.ParseFloat(a, 64); err == nil {
			if fb, err := strconv.ParseFloat(b, 64); err == nil {
				n = cmp.Compare(fa, fb)
			}
		}
		if strings.HasPrefix(by, "-") {
			return -n
		}
		return n
	})
	return nil
}

// forest puts children below their parents and draws the lines.
func forest(all []process) []process {
	children := map[int][]process{}
	known := map[int]bool{}
	for _, p := range all {
		known[p.pid] = true
	}
	var roots []process
	for _, p := range all {
		if known[p.ppid] && p.ppid != p.pid {
			children[p.ppid] = append(children[p.ppid], p)
		} else {
			roots = append(roots, p)
		}
	}
	var out []process
	var add func(p process, lead, own string)
	add = func(p process, lead, own string) {
		kids := children[p.pid]
		p.args = own + p.args
		p.comm = own + p.comm
		out = append(out, p)
		for i, k := range kids {
			if i == len(kids)-1 {
				add(k, lead+"    ", lead+` \_ `)
			} else {
				add(k, lead+" |  ", lead+` \_ `)
			}
		}
	}
	for _, r := range roots {
		add(r, "", "")
	}
	return out
}

// table prints the columns, each as wide as its widest cell, the last one to the edge of the screen.
func (c *call) table(a psArgs, all []process, s *snapshot) {
	rows := make([][]string, 0, len(all)+1)
	cols := make([]column, len(a.columns))
	titles := make([]string, len(a.columns))
	anyTitle := false
	for i, name := range a.columns {
		cols[i], _ = findColumn(name)
		titles[i] = cols[i].title
		if t, ok := a.titles[name]; ok {
			titles[i] = t
		}
		anyTitle = anyTitle || titles[i] != ""
	}
	if a.headers && anyTitle {
		rows = append(rows, titles)
	}
	for i := range all {
		row := make([]string, len(cols))
		for j, col := range cols {
			row[j] = col.text(s, &all[i])
		}
		rows = append(rows, row)
	}
	edge, _, isTerminal := screen()
	if !isTerminal || a.wide {
		edge = 1 << 20
	}
	c.grid(rows, edge, func(i int) bool { return cols[i].left })
}

// grid prints rows in columns that are as wide as their widest cell; nothing goes beyond the edge.
func (c *call) grid(rows [][]string, edge int, left func(col int) bool) {
	if len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], textWidth(cell))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, cell := range r {
			switch last := i == len(r)-1; {
			case last && left(i):
				b.WriteString(cell)
			case left(i):
				b.WriteString(pad(cell, widths[i]))
			default:
				b.WriteString(strings.Repeat(" ", widths[i]-textWidth(cell)) + cell)
			}
			if i < len(r)-1 {
				b.WriteByte(' ')
			}
		}
		fmt.Fprintln(c.out, clip(strings.TrimRight(b.String(), " "), edge))
	}
}

// cpuPercent is CPU time over the time the process has lived, as ps defines it; 100 is one core.
func (s *snapshot) cpuPercent(p *process, decimals int) string {
	life := s.uptime - p.start
	if life <= 0 {
		return fmt.Sprintf("%.*f", decimals, 0.0)
	}
	return fmt.Sprintf("%.*f", decimals, 100*float64(p.cpu)/float64(life))
}

func (s *snapshot) began(p *process) string {
	t := time.Now().Add(p.start - s.uptime)
	if time.Since(t) > 24*time.Hour {
		return t.Format("Jan02")
	}
	return t.Format("15:04")
}

// stat is the state with what ps adds to it: < and N for priority, s leader, l threads, + foreground.
func (p *process) stat() string {
	s := p.state
	switch {
	case p.nice < 0:
		s += "<"
	case p.nice > 0:
		s += "N"
	}
	if p.session == p.pid {
		s += "s"
	}
	if p.threads > 1 {
		s += "l"
	}
	if p.tty != 0 && p.foreground == p.pgrp {
		s += "+"
	}
	return s
}

// clock writes CPU time as ps does: 00:01:02 in its long form, 1:02 in the short one.
func clock(d time.Duration, long bool) string {
	sec := int(d / time.Second)
	if !long {
		return fmt.Sprintf("%d:%02d", sec/60, sec%60)
	}
	if days := sec / 86400; days > 0 {
		return fmt.Sprintf("%d-%02d:%02d:%02d", days, sec/3600%24, sec/60%60, sec%60)
	}
	return fmt.Sprintf("%02d:%02d:%02d", sec/3600, sec/60%60, sec%60)
}

// elapsed writes the age of a process: 05, 01:05, 2-03:04:05.
func elapsed(d time.Duration) string {
	sec := int(max(d, 0) / time.Second)
	switch {
	case sec >= 86400:
		return fmt.Sprintf("%d-%02d:%02d:%02d", sec/86400, sec/3600%24, sec/60%60, sec%60)
	case sec >= 3600:
		return fmt.Sprintf("%02d:%02d:%02d", sec/3600, sec/60%60, sec%60)
	}
	return fmt.Sprintf("%02d:%02d", sec/60, sec%60)
}
