//go:build linux

package applets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// options are the parsed options of a command line, by their short letter.
type options struct {
	flags  map[string]int      // how often a flag was given
	values map[string][]string // values of options that take one, in order
	rest   []string            // operands
}

func (o *options) has(name string) bool { return o.flags[name] > 0 || len(o.values[name]) > 0 }

// value is the last value given, or def.
func (o *options) value(name, def string) string {
	if v := o.values[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return def
}

// number is value as a whole number.
func (o *options) number(name string, def int) (int, error) {
	v := o.value(name, "")
	if v == "" {
		return def, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, fmt.Errorf("invalid number: %q", v)
	}
	return n, nil
}

// parse reads options as getopt does. spec lists them with spaces between: "l" is a flag, "n:" takes a value,
// "n::" may take one that is joined to it, "all=a" and "lines=n" are long names of either. Options and operands may be
// mixed, unless spec contains "+": then the first operand ends the options, as for a tool that runs another.
func parse(spec string, args []string) (*options, error) {
	p := parser{
		kinds: map[string]string{}, long: map[string]string{},
		o: &options{flags: map[string]int{}, values: map[string][]string{}},
	}
	for word := range strings.FieldsSeq(spec) {
		if word == "+" {
			p.strict = true
			continue
		}
		if name, short, isLong := strings.Cut(word, "="); isLong {
			p.long[name] = short
			continue
		}
		short := strings.TrimRight(word, ":")
		p.kinds[short] = word[len(short):]
		if len(short) == 0 {
			return nil, fmt.Errorf("bad option table %q", spec)
		}
	}
	return p.o, p.parse(args)
}

type parser struct {
	kinds  map[string]string // short name → "", ":" or "::"
	long   map[string]string // long name → short name
	strict bool
	o      *options
	args   []string
}

func (p *parser) parse(args []string) error {
	p.args = args
	for len(p.args) > 0 {
		arg := p.args[0]
		p.args = p.args[1:]
		var err error
		switch {
		case arg == "--":
			p.o.rest = append(p.o.rest, p.args...)
			return nil
		case strings.HasPrefix(arg, "--"):
			err = p.longOption(arg[2:])
		case len(arg) > 1 && arg[0] == '-':
			err = p.shortOptions(arg[1:])
		default:
			p.o.rest = append(p.o.rest, arg)
			if p.strict {
				p.o.rest = append(p.o.rest, p.args...)
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) longOption(arg string) error {
	name, value, hasValue := strings.Cut(arg, "=")
	short, known := p.long[name]
	if !known {
		return fmt.Errorf("unrecognized option '--%s'", name)
	}
	switch kind := p.kinds[short]; {
	case kind == "" && hasValue:
		return fmt.Errorf("option '--%s' doesn't allow an argument", name)
	case kind == "":
		p.o.flags[short]++
	case hasValue:
		p.o.values[short] = append(p.o.values[short], value)
	case kind == "::":
		p.o.flags[short]++
	case len(p.args) == 0:
		return fmt.Errorf("option '--%s' requires an argument", name)
	default:
		p.o.values[short] = append(p.o.values[short], p.args[0])
		p.args = p.args[1:]
	}
	return nil
}

func (p *parser) shortOptions(letters string) error {
	for i, r := range letters {
		name := string(r)
		kind, known := p.kinds[name]
		joined := letters[i+len(name):]
		switch {
		case !known:
			return fmt.Errorf("invalid option -- '%s'", name)
		case kind == "":
			p.o.flags[name]++
			continue
		case joined != "":
			p.o.values[name] = append(p.o.values[name], joined)
		case kind == "::":
			p.o.flags[name]++
		case len(p.args) == 0:
			return fmt.Errorf("option requires an argument -- '%s'", name)
		default:
			p.o.values[name] = append(p.o.values[name], p.args[0])
			p.args = p.args[1:]
		}
		return nil
	}
	return nil
}

// oldCount turns the old form "-5" (of head, tail and grep) into option and value. What follows an option that takes a
// value is that value: "head -n -5" means something else.
func oldCount(args []string, option, valued string) []string {
	out := slices.Clone(args)
	for i := 0; i < len(out); i++ {
		a := out[i]
		if a == "--" {
			break
		}
		if len(a) < 2 || a[0] != '-' {
			continue
		}
		if _, err := strconv.ParseUint(a[1:], 10, 31); err == nil {
			out[i] = option + a[1:]
		} else if a[1] != '-' && strings.ContainsRune(valued, rune(a[len(a)-1])) {
			i++
		}
	}
	return out
}
