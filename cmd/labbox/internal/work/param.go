//go:build linux

package work

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// param is one setting of a workload.
type param struct {
	name, about string
	// def, min and max bound a number.
	def, min, max float64
	// text makes the setting a word instead of a number; it cannot be changed while the workload runs.
	text string
	// isText tells a text whose default is empty from a number.
	isText bool
}

func number(name string, def, lo, hi float64, about string) param {
	return param{name: name, about: about, def: def, min: lo, max: hi}
}

func word(name, def, about string) param {
	return param{name: name, about: about, text: def, isText: true}
}

// settings are the values of a workload's params. Numbers are read without a lock, since a bank reads its rate before
// each request.
type settings struct {
	params []param
	nums   []atomic.Uint64
	mu     sync.Mutex
	words  map[string]string
	wake   chan struct{}
}

func newSettings(params []param) *settings {
	s := &settings{
		params: params, nums: make([]atomic.Uint64, len(params)),
		words: map[string]string{}, wake: make(chan struct{}),
	}
	for i, p := range params {
		s.nums[i].Store(math.Float64bits(p.def))
		if p.isText {
			s.words[p.name] = p.text
		}
	}
	return s
}

func (s *settings) index(name string) int {
	for i := range s.params {
		if s.params[i].name == name {
			return i
		}
	}
	return -1
}

// num returns a function that reads one number; it panics for a name the workload did not declare, which the test of
// the table of workloads would find.
func (s *settings) num(name string) func() float64 {
	i := s.index(name)
	if i < 0 {
		panic("work: undeclared setting " + name)
	}
	return func() float64 { return math.Float64frombits(s.nums[i].Load()) }
}

func (s *settings) word(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.words[name]
}

// changed returns a channel that is closed at the next change.
func (s *settings) changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wake
}

// set applies key=value pairs, all of them or none.
func (s *settings) set(pairs []string, running bool) error {
	type change struct {
		i    int
		num  float64
		word string
	}
	changes := make([]change, 0, len(pairs))
	for _, pair := range pairs {
		key, val, found := strings.Cut(pair, "=")
		if !found {
			return fmt.Errorf("%q는 설정이 아니에요. 이름=값 꼴로 써 주세요", pair)
		}
		i := s.index(key)
		if i < 0 {
			return fmt.Errorf("%q라는 설정은 없어요. 있는 것: %s", key, s.names())
		}
		p := s.params[i]
		if p.isText {
			if running {
				return fmt.Errorf("%s 설정은 실행 중에 바꿀 수 없어요", key)
			}
			changes = append(changes, change{i: i, word: val})
			continue
		}
		n, err := strconv.ParseFloat(val, 64)
		if err != nil || math.IsNaN(n) || n < p.min || n > p.max {
			return fmt.Errorf("%s에는 %s부터 %s까지의 수를 쓸 수 있어요(받은 값: %q)", key, format(p.min), format(p.max), val)
		}
		changes = append(changes, change{i: i, num: n})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		if s.params[c.i].isText {
			s.words[s.params[c.i].name] = c.word
		} else {
			s.nums[c.i].Store(math.Float64bits(c.num))
		}
	}
	close(s.wake)
	s.wake = make(chan struct{})
	return nil
}

func (s *settings) names() string {
	names := make([]string, len(s.params))
	for i, p := range s.params {
		names[i] = p.name
	}
	return strings.Join(names, " ")
}

// String gives all settings as key=value, in their declared order.
func (s *settings) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, 0, len(s.params))
	for i, p := range s.params {
		val := format(math.Float64frombits(s.nums[i].Load()))
		if p.isText {
			val = s.words[p.name]
		}
		out = append(out, p.name+"="+val)
	}
	return strings.Join(out, " ")
}

func format(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
