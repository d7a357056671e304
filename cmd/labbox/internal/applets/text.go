//go:build linux

package applets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// scanLines calls f with each line, with its newline if it has one, until f returns false.
func scanLines(r io.Reader, f func(line string) bool) error {
	br := bufio.NewReaderSize(r, 32<<10)
	for {
		line, err := br.ReadString('\n')
		if line != "" && !f(line) {
			return nil
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func cat(c *call) int {
	o, err := parse("n u A E number=n", c.args)
	if err != nil {
		return c.misuse(err)
	}
	n := 0
	c.eachFile(o.rest, func(_ string, r io.Reader) error {
		if !o.has("n") && !o.has("A") && !o.has("E") {
			if err := c.out.Flush(); err != nil {
				return err
			}
			_, err := io.Copy(os.Stdout, r)
			return err
		}
		return scanLines(r, func(line string) bool {
			n++
			if o.has("n") {
				fmt.Fprintf(c.out, "%6d\t", n)
			}
			body, newline := strings.CutSuffix(line, "\n")
			c.out.WriteString(body) //nolint:errcheck // told by flush
			if newline {
				if o.has("A") || o.has("E") {
					c.out.WriteByte('$') //nolint:errcheck // told by flush
				}
				c.out.WriteByte('\n') //nolint:errcheck // told by flush
			}
			return true
		})
	})
	return 0
}

// count is an argument such as "5", "+5" or "2k".
func count(s string) (n int64, plus bool, err error) {
	plus = strings.HasPrefix(s, "+")
	t := strings.TrimLeft(s, "+")
	unit := int64(1)
	if t != "" {
		switch t[len(t)-1] {
		case 'k', 'K':
			unit = 1 << 10
		case 'm', 'M':
			unit = 1 << 20
		case 'g', 'G':
			unit = 1 << 30
		}
		if unit > 1 {
			t = t[:len(t)-1]
		}
	}
	n, err = strconv.ParseInt(t, 10, 40)
	if err != nil {
		return 0, false, fmt.Errorf("invalid number: %q", s)
	}
	return n * unit, plus, nil
}

const headSpec = "n: c: q v f F lines=n bytes=c quiet=q silent=q verbose=v follow=f"

// title prints the line between files that head and tail print for more than one.
func (c *call) title(o *options, i int, name string) {
	if o.has("v") || len(o.rest) > 1 && !o.has("q") {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		if name == "-" {
			name = "standard input"
		}
		fmt.Fprintf(c.out, "==> %s <==\n", name)
	}
}

func head(c *call) int {
	o, err := parse(headSpec, oldCount(c.args, "-n", "nc"))
	if err != nil {
		return c.misuse(err)
	}
	arg, bytes := o.value("n", "10"), o.has("c")
	if bytes {
		arg = o.value("c", "")
	}
	allBut, isAllBut := strings.CutPrefix(arg, "-")
	n, _, err := count(allBut)
	if err != nil {
		return c.misuse(err)
	}
	i := 0
	c.eachFile(o.rest, func(name string, r io.Reader) error {
		c.title(o, i, name)
		i++
		switch {
		case bytes && !isAllBut:
			_, err := io.CopyN(c.out, r, n)
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err
		case isAllBut && !bytes:
			var held []string
			return scanLines(r, func(line string) bool {
				if held = append(held, line); int64(len(held)) > n {
					c.out.WriteString(held[0]) //nolint:errcheck // told by flush
					held = held[1:]
				}
				return true
			})
		case isAllBut:
			return fmt.Errorf("-c -N is not supported")
		}
		left := n
		if left == 0 {
			return nil
		}
		return scanLines(r, func(line string) bool {
			c.out.WriteString(line) //nolint:errcheck // told by flush
			left--
			return left > 0
		})
	})
	return 0
}

func tail(c *call) int {
	o, err := parse(headSpec, oldCount(c.args, "-n", "nc"))
	if err != nil {
		return c.misuse(err)
	}
	arg, bytes := o.value("n", "10"), o.has("c")
	if bytes {
		arg = o.value("c", "")
	}
	n, plus, err := count(strings.TrimPrefix(arg, "-"))
	if err != nil {
		return c.misuse(err)
	}
	i := 0
	c.eachFile(o.rest, func(name string, r io.Reader) error {
		c.title(o, i, name)
		i++
		if err := c.tailOf(r, n, plus, bytes); err != nil {
			return err
		}
		if o.has("f") || o.has("F") {
			return c.follow(r)
		}
		return nil
	})
	return 0
}

func (c *call) tailOf(r io.Reader, n int64, plus, bytes bool) error {
	if bytes {
		data, err := io.ReadAll(r)
		if plus {
			n = int64(len(data)) - n + 1
		}
		c.out.Write(data[int64(len(data))-min(max(n, 0), int64(len(data))):]) //nolint:errcheck // told by flush
		return err
	}
	var ring []string
	seen := int64(0)
	err := scanLines(r, func(line string) bool {
		seen++
		switch {
		case plus && seen >= n:
			c.out.WriteString(line) //nolint:errcheck // told by flush
		case plus:
		default:
			if ring = append(ring, line); int64(len(ring)) > n {
				ring = ring[1:]
			}
		}
		return true
	})
	for _, line := range ring {
		c.out.WriteString(line) //nolint:errcheck // told by flush
	}
	return err
}

// follow shows what is appended, until it is interrupted.
func (c *call) follow(r io.Reader) error {
	for {
		if _, err := io.Copy(c.out, r); err != nil {
			return err
		}
		if err := c.out.Flush(); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func wc(c *call) int {
	o, err := parse("l w c m lines=l words=w bytes=c chars=m", c.args)
	if err != nil {
		return c.misuse(err)
	}
	all := !o.has("l") && !o.has("w") && !o.has("c") && !o.has("m")
	var total [4]int
	show := func(n [4]int, name string) {
		var cols []string
		for i, flag := range []string{"l", "w", "m", "c"} {
			if o.has(flag) || all && flag != "m" {
				cols = append(cols, strconv.Itoa(n[i]))
			}
		}
		if len(cols) > 1 || len(o.rest) > 1 {
			for i := range cols {
				cols[i] = fmt.Sprintf("%7s", cols[i])
			}
		}
		if name != "-" {
			cols = append(cols, name)
		}
		fmt.Fprintln(c.out, strings.Join(cols, " "))
	}
	c.eachFile(o.rest, func(name string, r io.Reader) error {
		var n [4]int
		err := scanLines(r, func(line string) bool {
			n[0] += strings.Count(line, "\n")
			n[1] += len(strings.Fields(line))
			n[2] += utf8.RuneCountInString(line)
			n[3] += len(line)
			return true
		})
		for i := range n {
			total[i] += n[i]
		}
		show(n, name)
		return err
	})
	if len(o.rest) > 1 {
		show(total, "total")
	}
	return 0
}

func tee(c *call) int {
	o, err := parse("a i append=a", c.args)
	if err != nil {
		return c.misuse(err)
	}
	mode := os.O_TRUNC
	if o.has("a") {
		mode = os.O_APPEND
	}
	outs := []io.Writer{os.Stdout}
	for _, name := range o.rest {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|mode, 0o666)
		if err != nil {
			c.failPath(name, err)
			continue
		}
		defer f.Close()
		outs = append(outs, f)
	}
	if _, err := io.Copy(io.MultiWriter(outs...), c.in); err != nil {
		return c.failPath("write", err)
	}
	return 0
}

func seq(c *call) int {
	args, sep, equal := c.args, "\n", false
	for len(args) > 0 && (args[0] == "-w" || strings.HasPrefix(args[0], "-s")) {
		switch {
		case args[0] == "-w":
			equal = true
		case len(args[0]) > 2:
			sep = args[0][2:]
		case len(args) > 1:
			sep, args = args[1], args[1:]
		}
		args = args[1:]
	}
	nums := []float64{1, 1, 0} // first, step, last
	decimals := 0
	parsed := make([]float64, len(args))
	for i, a := range args {
		f, err := strconv.ParseFloat(a, 64)
		if err != nil {
			return c.misuse(fmt.Errorf("invalid number: %q", a))
		}
		parsed[i] = f
		if _, frac, ok := strings.Cut(a, "."); ok && (i < 2 || len(args) < 3) {
			decimals = max(decimals, len(frac))
		}
	}
	switch len(parsed) {
	case 1:
		nums[2] = parsed[0]
	case 2:
		nums[0], nums[2] = parsed[0], parsed[1]
	case 3:
		copy(nums, parsed)
	default:
		return c.misuse(fmt.Errorf("expects one to three numbers"))
	}
	if nums[1] == 0 {
		return c.misuse(fmt.Errorf("the step must not be 0"))
	}
	width := 0
	if equal {
		width = max(len(strconv.FormatFloat(nums[0], 'f', decimals, 64)), len(strconv.FormatFloat(nums[2], 'f', decimals, 64)))
	}
	for i := 0; ; i++ {
		v := nums[0] + float64(i)*nums[1]
		if nums[1] > 0 && v > nums[2]+1e-9 || nums[1] < 0 && v < nums[2]-1e-9 {
			if i > 0 {
				fmt.Fprintln(c.out)
			}
			return 0
		}
		if i > 0 {
			c.out.WriteString(sep) //nolint:errcheck // told by flush
		}
		fmt.Fprintf(c.out, "%0*.*f", width, decimals, v)
	}
}
