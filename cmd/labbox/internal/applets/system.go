//go:build linux

package applets

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

func hostname(c *call) int {
	o, err := parse("s f i I short=s fqdn=f ip-address=i all-ip-addresses=I", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) > 0 {
		if err := unix.Sethostname([]byte(o.rest[0])); err != nil {
			return c.fail("cannot set host name: %s", reason(err))
		}
		return 0
	}
	if o.has("i") || o.has("I") {
		fmt.Fprintln(c.out, strings.Join(ownAddresses(), " "))
		return 0
	}
	name, err := os.Hostname()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	if o.has("s") {
		name, _, _ = strings.Cut(name, ".")
	}
	fmt.Fprintln(c.out, name)
	return 0
}

func whoami(c *call) int {
	fmt.Fprintln(c.out, users().name(uint32(os.Geteuid())))
	return 0
}

func id(c *call) int {
	o, err := parse("u g G n r user=u group=g groups=G name=n", c.args)
	if err != nil {
		return c.misuse(err)
	}
	uid, gid := uint32(os.Geteuid()), uint32(os.Getegid())
	list, _ := os.Getgroups()
	if len(o.rest) > 0 {
		n, ok := users().id(o.rest[0])
		if !ok {
			return c.fail("'%s': no such user", o.rest[0])
		}
		uid, gid, list = uint32(n), primaryGroup(n), nil
	}
	show := func(a accounts, id uint32) string {
		if o.has("n") {
			return a.name(id)
		}
		return itoa(id)
	}
	all := []uint32{gid}
	for _, g := range list {
		if uint32(g) != gid {
			all = append(all, uint32(g))
		}
	}
	switch {
	case o.has("u"):
		fmt.Fprintln(c.out, show(users(), uid))
	case o.has("g"):
		fmt.Fprintln(c.out, show(groups(), gid))
	case o.has("G"):
		words := make([]string, len(all))
		for i, g := range all {
			words[i] = show(groups(), g)
		}
		fmt.Fprintln(c.out, strings.Join(words, " "))
	default:
		words := make([]string, len(all))
		for i, g := range all {
			words[i] = withName(groups(), g)
		}
		fmt.Fprintf(c.out, "uid=%s gid=%s groups=%s\n", withName(users(), uid), withName(groups(), gid), strings.Join(words, ","))
	}
	return 0
}

func withName(a accounts, id uint32) string {
	if name := a.name(id); name != itoa(id) {
		return itoa(id) + "(" + name + ")"
	}
	return itoa(id)
}

func primaryGroup(uid int) uint32 {
	data, _ := os.ReadFile("/etc/passwd")
	for line := range strings.Lines(string(data)) {
		if f := strings.Split(line, ":"); len(f) > 3 && f[2] == strconv.Itoa(uid) {
			n, _ := strconv.ParseUint(f[3], 10, 32)
			return uint32(n)
		}
	}
	return 0
}

func uname(c *call) int {
	o, err := parse("a s n r v m o p i all=a kernel-name=s nodename=n kernel-release=r kernel-version=v machine=m "+
		"operating-system=o", c.args)
	if err != nil {
		return c.misuse(err)
	}
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return c.fail("%s", reason(err))
	}
	text := func(b [65]byte) string { return string(b[:max(bytes.IndexByte(b[:], 0), 0)]) }
	var words []string
	for _, f := range []struct{ flag, value string }{
		{"s", text(u.Sysname)},
		{"n", text(u.Nodename)},
		{"r", text(u.Release)},
		{"v", text(u.Version)},
		{"m", text(u.Machine)},
		{"o", "GNU/Linux"},
	} {
		if o.has(f.flag) || o.has("a") {
			words = append(words, f.value)
		}
	}
	if len(words) == 0 {
		words = []string{text(u.Sysname)}
	}
	fmt.Fprintln(c.out, strings.Join(words, " "))
	return 0
}

func uptime(c *call) int {
	o, err := parse("p s pretty=p since=s", c.args)
	if err != nil {
		return c.misuse(err)
	}
	up := uptimeNow()
	days, hours, minutes := int(up/(24*time.Hour)), int(up/time.Hour)%24, int(up/time.Minute)%60
	if o.has("s") {
		fmt.Fprintln(c.out, bootTime().Format(time.DateTime))
		return 0
	}
	span := fmt.Sprintf("%d:%02d", hours, minutes)
	if hours == 0 {
		span = fmt.Sprintf("%d min", minutes)
	}
	if days > 0 {
		span = fmt.Sprintf("%d days, %s", days, span)
	}
	if o.has("p") {
		fmt.Fprintln(c.out, "up "+span)
		return 0
	}
	load, _ := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(load))
	fmt.Fprintf(c.out, " %s up %s,  load average: %s\n", time.Now().Format(time.TimeOnly), span,
		strings.Join(f[:min(3, len(f))], ", "))
	return 0
}

func date(c *call) int {
	o, err := parse("u d: R I:: r: utc=u universal=u date=d rfc-email=R iso-8601=I reference=r", c.args)
	if err != nil {
		return c.misuse(err)
	}
	t := time.Now()
	if o.has("d") {
		if t, err = parseTime(o.value("d", "")); err != nil {
			return c.misuse(err)
		}
	}
	if ref := o.value("r", ""); ref != "" {
		info, err := os.Stat(ref)
		if err != nil {
			return c.failPath(ref, err)
		}
		t = info.ModTime()
	}
	if o.has("u") {
		t = t.UTC()
	}
	switch {
	case len(o.rest) == 1 && strings.HasPrefix(o.rest[0], "+"):
		fmt.Fprintln(c.out, strftime(o.rest[0][1:], t))
	case len(o.rest) > 0:
		return c.misuse(fmt.Errorf("invalid date '%s'", o.rest[0]))
	case o.has("R"):
		fmt.Fprintln(c.out, t.Format(time.RFC1123Z))
	case o.has("I"):
		fmt.Fprintln(c.out, t.Format(time.DateOnly))
	default:
		fmt.Fprintln(c.out, t.Format("Mon Jan _2 15:04:05 MST 2006"))
	}
	return 0
}

// strftime writes a time in the format of date +FORMAT.
func strftime(format string, t time.Time) string {
	layouts := map[byte]string{
		'Y': "2006", 'm': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'y': "06", 'F': "2006-01-02", 'T': "15:04:05",
		'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'Z': "MST", 'z': "-0700", 'e': "_2", 'I': "03", 'p': "PM",
		'D': "01/02/06", 'R': "15:04", 'c': "Mon Jan _2 15:04:05 2006", 'x': "01/02/06", 'X': "15:04:05", 'h': "Jan", 'j': "002",
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		switch ch := format[i]; {
		case ch == 's':
			b.WriteString(strconv.FormatInt(t.Unix(), 10))
		case ch == 'N':
			fmt.Fprintf(&b, "%09d", t.Nanosecond())
		case ch == '3' && strings.HasPrefix(format[i:], "3N"):
			fmt.Fprintf(&b, "%03d", t.Nanosecond()/1e6)
			i++
		case ch == 'n':
			b.WriteByte('\n')
		case ch == '%':
			b.WriteByte('%')
		case layouts[ch] != "":
			b.WriteString(t.Format(layouts[ch]))
		default:
			b.WriteString(format[i-1 : i+1])
		}
	}
	return b.String()
}

func nproc(c *call) int {
	fmt.Fprintln(c.out, runtime.NumCPU())
	return 0
}

func pwd(c *call) int {
	dir, err := os.Getwd()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	fmt.Fprintln(c.out, dir)
	return 0
}

func echo(c *call) int {
	args, newline, escapes := c.args, true, false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' && strings.Trim(args[0][1:], "neE") == "" {
		newline = newline && !strings.Contains(args[0], "n")
		escapes = escapes || strings.Contains(args[0], "e")
		args = args[1:]
	}
	text := strings.Join(args, " ")
	if escapes {
		text = unescapeText(text)
	}
	fmt.Fprint(c.out, text)
	if newline {
		fmt.Fprintln(c.out)
	}
	return 0
}

// unescapeText replaces \n, \t, \033 and the like.
func unescapeText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		simple := map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'a': 7, 'b': 8, 'f': 12, 'v': 11, 'e': 27, '\\': '\\', '"': '"'}
		if ch, ok := simple[s[i]]; ok {
			b.WriteByte(ch)
			continue
		}
		base, digits := 0, s[i:]
		switch {
		case s[i] == 'x':
			base, digits = 16, s[i+1:]
		case s[i] == '0':
			base, digits = 8, s[i+1:]
		case s[i] >= '1' && s[i] <= '7':
			base = 8
		}
		n, k := 0, 0
		for base > 0 && k < 3 && k < len(digits) {
			d, err := strconv.ParseUint(digits[k:k+1], base, 8)
			if err != nil {
				break
			}
			n, k = n*base+int(d), k+1
		}
		if base == 0 || k == 0 && base == 16 {
			b.WriteString(s[i-1 : i+1])
			continue
		}
		b.WriteByte(byte(n))
		i += len(s[i:]) - len(digits) + k - 1
	}
	return b.String()
}

// printf writes arguments by a format that is used again until none is left.
func printf(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing format"))
	}
	format, args := c.args[0], c.args[1:]
	for {
		before := len(args)
		args = c.printfOnce(format, args)
		if len(args) == 0 || len(args) == before {
			return 0
		}
	}
}

func (c *call) printfOnce(format string, args []string) []string {
	next := func() string {
		if len(args) == 0 {
			return ""
		}
		a := args[0]
		args = args[1:]
		return a
	}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			end := strings.IndexByte(format[i:], '%')
			if end < 0 {
				end = len(format) - i
			}
			fmt.Fprint(c.out, unescapeText(format[i:i+end]))
			i += end - 1
			continue
		}
		end := i + 1
		for end < len(format) && strings.IndexByte("-+ #0123456789.*", format[end]) >= 0 {
			end++
		}
		if end == len(format) {
			fmt.Fprint(c.out, format[i:])
			return args
		}
		spec := format[i:end]
		for strings.Contains(spec, "*") {
			spec = strings.Replace(spec, "*", next(), 1)
		}
		switch verb := format[end]; verb {
		case '%':
			fmt.Fprint(c.out, "%")
		case 'd', 'i', 'u':
			fmt.Fprintf(c.out, spec+"d", c.integer(next()))
		case 'x', 'X', 'o':
			fmt.Fprintf(c.out, spec+string(verb), c.integer(next()))
		case 'c':
			for _, r := range next() {
				fmt.Fprintf(c.out, spec+"c", r)
				break
			}
		case 'f', 'e', 'g', 'F', 'E', 'G':
			f, err := strconv.ParseFloat(strings.TrimSpace(next()), 64)
			if err != nil {
				f = 0
			}
			fmt.Fprintf(c.out, spec+string(verb), f)
		case 'b':
			fmt.Fprintf(c.out, spec+"s", unescapeText(next()))
		case 's':
			fmt.Fprintf(c.out, spec+"s", next())
		case 'q':
			fmt.Fprintf(c.out, "'%s'", strings.ReplaceAll(next(), "'", `'\''`))
		default:
			c.fail("%s: invalid directive", format[i:end+1])
		}
		i = end
	}
	return args
}

func (c *call) integer(s string) int64 {
	if s == "" {
		return 0
	}
	if s[0] == '\'' || s[0] == '"' {
		for _, r := range s[1:] {
			return int64(r)
		}
	}
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil {
		c.fail("%s: invalid number", s)
	}
	return n
}

func yes(c *call) int {
	text := "y"
	if len(c.args) > 0 {
		text = strings.Join(c.args, " ")
	}
	for {
		if _, err := c.out.WriteString(text + "\n"); err != nil {
			return 1
		}
	}
}

func clearScreen(c *call) int {
	fmt.Fprint(c.out, "\x1b[H\x1b[2J\x1b[3J")
	return 0
}

func syncDisks(*call) int {
	unix.Sync()
	return 0
}

func basename(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	name := filepath.Base(c.args[0])
	if len(c.args) > 1 && name != c.args[1] {
		name = strings.TrimSuffix(name, c.args[1])
	}
	fmt.Fprintln(c.out, name)
	return 0
}

func dirname(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	for _, p := range c.args {
		fmt.Fprintln(c.out, filepath.Dir(strings.TrimRight(p, "/")+strings.Repeat("/", boolInt(strings.Trim(p, "/") == ""))))
	}
	return 0
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func readlink(c *call) int {
	o, err := parse("f e m n canonicalize=f no-newline=n", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	for _, p := range o.rest {
		var to string
		if o.has("f") || o.has("e") || o.has("m") || c.name == "realpath" {
			if to, err = filepath.EvalSymlinks(p); err == nil {
				to, err = filepath.Abs(to)
			}
		} else {
			to, err = os.Readlink(p)
		}
		switch {
		case err != nil && c.name == "realpath":
			c.failPath(p, err)
		case err != nil:
			c.code = 1
		case o.has("n"):
			fmt.Fprint(c.out, to)
		default:
			fmt.Fprintln(c.out, to)
		}
	}
	return 0
}

func mktemp(c *call) int {
	o, err := parse("d p: t q directory=d", c.args)
	if err != nil {
		return c.misuse(err)
	}
	dir, pattern := o.value("p", os.TempDir()), "tmp.*"
	if len(o.rest) > 0 {
		dir, pattern = filepath.Split(o.rest[0])
		if dir == "" {
			dir = "."
		}
		pattern = strings.TrimRight(pattern, "X") + "*"
	}
	if o.has("d") {
		path, err := os.MkdirTemp(dir, pattern)
		if err != nil {
			return c.fail("%s", reason(err))
		}
		fmt.Fprintln(c.out, path)
		return 0
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return c.fail("%s", reason(err))
	}
	fmt.Fprintln(c.out, f.Name())
	return 0
}
