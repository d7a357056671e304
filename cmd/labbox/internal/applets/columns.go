//go:build linux

package applets

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// readAllLines reads the lines of all files, without their newlines.
func (c *call) readAllLines(names []string) []string {
	var lines []string
	c.eachFile(names, func(_ string, r io.Reader) error {
		return scanLines(r, func(line string) bool {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
			return true
		})
	})
	return lines
}

// sortKey is one -k of sort.
type sortKey struct {
	from, to int // fields, from 1; to 0 is the end of the line
	numeric  bool
	human    bool
	reverse  bool
	fold     bool
}

func parseKey(s string, base sortKey) (sortKey, error) {
	k := base
	first, second, hasSecond := strings.Cut(s, ",")
	read := func(part string) (int, error) {
		digits := strings.TrimRight(part, "nrhfb")
		for _, m := range part[len(digits):] {
			switch m {
			case 'n':
				k.numeric = true
			case 'h':
				k.human = true
			case 'r':
				k.reverse = true
			case 'f':
				k.fold = true
			}
		}
		digits, _, _ = strings.Cut(digits, ".")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 {
			return 0, fmt.Errorf("invalid key: %q", s)
		}
		return n, nil
	}
	var err error
	if k.from, err = read(first); err != nil {
		return k, err
	}
	if hasSecond {
		k.to, err = read(second)
	}
	return k, err
}

func (k sortKey) of(line, sep string) string {
	if k.from == 0 {
		return line
	}
	fields := blankFields(line)
	if sep != "" {
		fields = strings.Split(line, sep)
	}
	if k.from > len(fields) {
		return ""
	}
	end := len(fields)
	if k.to > 0 {
		end = max(min(k.to, end), k.from-1)
	}
	return strings.Join(fields[k.from-1:end], sep)
}

// blankFields cuts a line into fields as sort does without -t: the blanks before a word belong to its field.
func blankFields(line string) []string {
	var out []string
	for line != "" {
		end := len(line) - len(strings.TrimLeft(line, " \t"))
		if n := strings.IndexAny(line[end:], " \t"); n >= 0 {
			end += n
		} else {
			end = len(line)
		}
		out = append(out, line[:end])
		line = line[end:]
	}
	return out
}

func (k sortKey) compare(a, b, sep string) int {
	a, b = k.of(a, sep), k.of(b, sep)
	var order int
	switch {
	case k.numeric || k.human:
		order = cmp.Compare(leadingNumber(a, k.human), leadingNumber(b, k.human))
	case k.fold:
		order = strings.Compare(strings.ToUpper(a), strings.ToUpper(b))
	default:
		order = strings.Compare(a, b)
	}
	if k.reverse {
		return -order
	}
	return order
}

// leadingNumber is the number a text begins with, 0 if it begins with none; with units it understands 1.5M.
func leadingNumber(s string, units bool) float64 {
	s = strings.TrimSpace(s)
	end := 0
	for point := false; end < len(s); end++ {
		digit := s[end] >= '0' && s[end] <= '9'
		if !digit && (s[end] != '.' || point) && (s[end] != '-' || end > 0) {
			break
		}
		point = point || s[end] == '.'
	}
	f, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return 0
	}
	if units && end < len(s) {
		if i := strings.IndexByte("KMGTPE", byte(unicode.ToUpper(rune(s[end])))); i >= 0 {
			f *= float64(uint64(1) << (10 * (i + 1)))
		}
	}
	return f
}

func sortLines(c *call) int {
	o, err := parse("n r u f h b s c k: t: o: numeric-sort=n reverse=r unique=u key=k ignore-case=f human-numeric-sort=h "+
		"field-separator=t output=o stable=s check=c", c.args)
	if err != nil {
		return c.misuse(err)
	}
	base := sortKey{numeric: o.has("n"), human: o.has("h"), reverse: o.has("r"), fold: o.has("f")}
	keys := []sortKey{}
	for _, s := range o.values["k"] {
		plain := strings.ContainsAny(s, "nrhf") // modifiers of its own replace the general ones
		b := base
		if plain {
			b = sortKey{}
		}
		k, err := parseKey(s, b)
		if err != nil {
			return c.misuse(err)
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		keys = append(keys, base)
	}
	sep := o.value("t", "")
	order := func(a, b string) int {
		for _, k := range keys {
			if n := k.compare(a, b, sep); n != 0 {
				return n
			}
		}
		return 0
	}
	lines := c.readAllLines(o.rest)
	if o.has("c") {
		if !slices.IsSortedFunc(lines, order) {
			return c.fail("disorder")
		}
		return 0
	}
	slices.SortStableFunc(lines, func(a, b string) int {
		if n := order(a, b); n != 0 || o.has("s") || o.has("u") {
			return n
		}
		if n := strings.Compare(a, b); base.reverse {
			return -n
		} else { //nolint:revive // n belongs to both
			return n
		}
	})
	if o.has("u") {
		lines = slices.CompactFunc(lines, func(a, b string) bool { return order(a, b) == 0 })
	}
	return c.putLines(o.value("o", ""), lines)
}

// putLines writes lines to a file, or to standard output.
func (c *call) putLines(path string, lines []string) int {
	w := c.out
	if path != "" {
		f, err := os.Create(path)
		if err != nil {
			return c.failPath(path, err)
		}
		defer f.Close()
		w = bufio.NewWriter(f)
	}
	for _, l := range lines {
		w.WriteString(l)  //nolint:errcheck // told by flush
		w.WriteByte('\n') //nolint:errcheck // told by flush
	}
	if path != "" {
		if err := w.Flush(); err != nil {
			return c.failPath(path, err)
		}
	}
	return 0
}

func uniq(c *call) int {
	o, err := parse("c d u i count=c repeated=d unique=u ignore-case=i", c.args)
	if err != nil {
		return c.misuse(err)
	}
	lines := c.readAllLines(o.rest[:min(len(o.rest), 1)])
	same := func(a, b string) bool {
		if o.has("i") {
			return strings.EqualFold(a, b)
		}
		return a == b
	}
	for i := 0; i < len(lines); {
		n := 1
		for i+n < len(lines) && same(lines[i], lines[i+n]) {
			n++
		}
		if !(o.has("d") && n == 1) && !(o.has("u") && n > 1) {
			if o.has("c") {
				fmt.Fprintf(c.out, "%7d ", n)
			}
			fmt.Fprintln(c.out, lines[i])
		}
		i += n
	}
	return 0
}

// ranges is a list such as "1,3-5,7-" of cut; positions count from 1.
type ranges [][2]int

func parseRanges(s string) (ranges, error) {
	const end = 1 << 30
	var out ranges
	for part := range strings.SplitSeq(s, ",") {
		from, to, isRange := strings.Cut(part, "-")
		r := [2]int{1, end}
		var err error
		if from != "" {
			r[0], err = strconv.Atoi(from)
		}
		switch {
		case !isRange:
			r[1] = r[0]
		case to != "" && err == nil:
			r[1], err = strconv.Atoi(to)
		}
		if err != nil || r[0] < 1 || r[1] < r[0] || part == "" || part == "-" {
			return nil, fmt.Errorf("invalid list: %q", s)
		}
		out = append(out, r)
	}
	return out, nil
}

func (r ranges) has(n int) bool {
	return slices.ContainsFunc(r, func(x [2]int) bool { return n >= x[0] && n <= x[1] })
}

func cut(c *call) int {
	o, err := parse("d: f: c: b: s n delimiter=d fields=f characters=c bytes=b only-delimited=s", c.args)
	if err != nil {
		return c.misuse(err)
	}
	kind := ""
	for _, k := range []string{"f", "c", "b"} {
		if o.has(k) {
			kind = k
		}
	}
	if kind == "" {
		return c.misuse(fmt.Errorf("you must specify a list of bytes, characters, or fields"))
	}
	list, err := parseRanges(o.value(kind, ""))
	if err != nil {
		return c.misuse(err)
	}
	sep := o.value("d", "\t")
	for _, line := range c.readAllLines(o.rest) {
		units, glue := strings.Split(line, sep), sep
		if kind != "f" {
			units, glue = strings.Split(line, ""), ""
		} else if len(units) == 1 {
			if !o.has("s") {
				fmt.Fprintln(c.out, line)
			}
			continue
		}
		var kept []string
		for i, u := range units {
			if list.has(i + 1) {
				kept = append(kept, u)
			}
		}
		fmt.Fprintln(c.out, strings.Join(kept, glue))
	}
	return 0
}

// trSet expands a set of tr: a-z, [:upper:], \n and plain letters.
func trSet(s string) []rune {
	for class, text := range map[string]string{
		"[:lower:]": "a-z", "[:upper:]": "A-Z", "[:digit:]": "0-9", "[:alpha:]": "A-Za-z", "[:alnum:]": "A-Za-z0-9",
		"[:space:]": " \\t\\n\\r\\v\\f", "[:blank:]": " \\t",
	} {
		s = strings.ReplaceAll(s, class, text)
	}
	for esc, char := range map[string]string{`\n`: "\n", `\t`: "\t", `\r`: "\r", `\v`: "\v", `\f`: "\f", `\0`: "\x00", `\\`: `\`} {
		s = strings.ReplaceAll(s, esc, char)
	}
	in := []rune(s)
	var out []rune
	for i := 0; i < len(in); i++ {
		if i+2 < len(in) && in[i+1] == '-' && in[i+2] >= in[i] {
			for r := in[i]; r <= in[i+2]; r++ {
				out = append(out, r)
			}
			i += 2
			continue
		}
		out = append(out, in[i])
	}
	return out
}

func tr(c *call) int {
	o, err := parse("d s c C + delete=d squeeze-repeats=s complement=c", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 || len(o.rest) == 1 && !o.has("d") && !o.has("s") {
		return c.misuse(fmt.Errorf("missing operand"))
	}
	from, to := trSet(o.rest[0]), []rune(nil)
	if len(o.rest) > 1 {
		to = trSet(o.rest[1])
	}
	inFrom := func(r rune) bool { return slices.Contains(from, r) != (o.has("c") || o.has("C")) }
	squeeze := to
	if len(to) == 0 || o.has("d") {
		squeeze = from
	}
	last := rune(-1)
	in := bufio.NewReader(c.in)
	for {
		r, _, err := in.ReadRune()
		if err != nil {
			return 0
		}
		if inFrom(r) {
			if o.has("d") {
				continue
			}
			if len(to) > 0 {
				i := max(slices.Index(from, r), 0)
				if o.has("c") || o.has("C") {
					i = len(to) - 1
				}
				r = to[min(i, len(to)-1)]
			}
		}
		if o.has("s") && r == last && slices.Contains(squeeze, r) {
			continue
		}
		last = r
		c.out.WriteRune(r) //nolint:errcheck // told by flush
	}
}
