package labs

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
	"time"
)

// Predict is a question that a learner answers before a step shows what really happens.
type Predict struct {
	// Key names the guess. Where there is no Value, it is the key of the measurement that the guess is compared with.
	Key string `yaml:"key"`
	// Question is what is asked, Unit in what a number is told.
	Question string `yaml:"question"`
	Unit     string `yaml:"unit"`
	// Choices are what can be chosen; without them the guess is a number.
	Choices []string `yaml:"choices"`
	// Value is a CEL expression that gives, once the step is done, what came of it: the number, or the number of the
	// choice that was right, from 1.
	Value string `yaml:"value"`
	// Auto is what `lab run --auto` guesses, as a number; nil means that it guesses nothing.
	Auto *float64 `yaml:"auto"`
}

// Guess is what a learner guessed, and what came of it.
type Guess struct {
	Key      string `json:"key"`
	Question string `json:"question"`
	Unit     string `json:"unit,omitempty"`
	// Value is the number that was guessed, or the number of the choice, from 1.
	Value float64 `json:"value"`
	// Choices are those there were; none for a number.
	Choices []string  `json:"choices,omitempty"`
	At      time.Time `json:"at"`
	// Actual is what came of it, nil until that is known.
	Actual *float64 `json:"actual,omitempty"`
}

// Guess makes the learner's answer to the question.
func (p *Predict) Guess(value float64) Guess {
	return Guess{Key: p.Key, Question: p.Question, Unit: p.Unit, Value: value, Choices: p.Choices}
}

// Valid reports whether a value answers the question.
func (p *Predict) Valid(value float64) bool {
	if len(p.Choices) > 0 {
		return value == math.Trunc(value) && value >= 1 && int(value) <= len(p.Choices)
	}
	return value >= 0 && value <= maxGuess
}

// maxGuess bounds a guess, so that it can be shown.
const maxGuess = 1e12

// scripted is the guess of an automatic run.
func (p *Predict) scripted() (Guess, bool) {
	if p == nil || p.Auto == nil {
		return Guess{}, false
	}
	return p.Guess(*p.Auto), true
}

// Guessed is the guess as it is shown, Came what came of it; empty while that is not known.
func (g Guess) Guessed() string { return g.text(g.Value) }

// Came is what came of the guess as it is shown; empty while that is not known.
func (g Guess) Came() string {
	if g.Actual == nil {
		return ""
	}
	return g.text(*g.Actual)
}

func (g Guess) text(v float64) string {
	if len(g.Choices) == 0 {
		number := strconv.FormatFloat(v, 'f', digits(v), 64)
		if v == math.Trunc(v) {
			number = strconv.FormatFloat(v, 'f', 0, 64)
		}
		return strings.TrimSpace(number + " " + g.Unit)
	}
	if i := int(v) - 1; i >= 0 && i < len(g.Choices) {
		return g.Choices[i]
	}
	return "?"
}

// Verdict says how near a guess came, in words; empty while that is not known.
func (g Guess) Verdict() string {
	switch {
	case g.Actual == nil:
		return ""
	case len(g.Choices) > 0 && g.Value == *g.Actual:
		return "맞혔어요"
	case len(g.Choices) > 0:
		return "예상과 달라요"
	case g.Value == *g.Actual:
		return "딱 맞혔어요"
	case g.Value <= 0 || *g.Actual <= 0:
		return "예상과 달라요"
	}
	ratio := *g.Actual / g.Value
	switch {
	case ratio >= 1.2:
		return fmt.Sprintf("예상의 %s배", strconv.FormatFloat(ratio, 'f', min(1, digits(ratio)), 64))
	case ratio <= 1/1.2:
		return fmt.Sprintf("예상의 %s분의 1", strconv.FormatFloat(1/ratio, 'f', min(1, digits(1/ratio)), 64))
	}
	return "거의 맞혔어요"
}

// Asks gives the question that must be answered before the current step's actions can be had; nil if there is none.
func (s State) Asks() *Predict {
	if s.Done() {
		return nil
	}
	p := s.Program.Steps[s.Current].Predict
	if p == nil || s.Busy || s.Playing != nil {
		return nil
	}
	if _, committed := s.Guesses[p.Key]; committed {
		return nil
	}
	return p
}

// reveal notes what came of a step's guess, now that the step is done.
func (s State) reveal(step int) map[string]Guess {
	p := s.Program.Steps[step].Predict
	if p == nil {
		return s.Guesses
	}
	g, guessed := s.Guesses[p.Key]
	if !guessed {
		return s.Guesses
	}
	var actual float64
	known := false
	if prg := s.Program.answers[step]; prg != nil {
		actual, known = value(prg, s.World)
	} else if m, there := s.Measured[p.Key]; there {
		actual, known = m.Value, true
	}
	if !known {
		return s.Guesses
	}
	g.Actual = &actual
	next := maps.Clone(s.Guesses)
	next[p.Key] = g
	return next
}

// Bounds of a question.
const maxChoices = 6

func (v *validator) predict(path string, p Predict) {
	if !keyPattern.MatchString(p.Key) {
		v.at(path+".key", "예상의 key는 점으로 이은 소문자 낱말이에요 (예: traditional.bank.p99_ms)")
	}
	if strings.TrimSpace(p.Question) == "" {
		v.at(path, "predict에는 question이 있어야 해요")
	}
	v.text(path+".question", p.Question)
	if n := len(p.Choices); n == 1 || n > maxChoices {
		v.at(path+".choices", "choices는 2~%d개예요", maxChoices)
	}
	for _, c := range p.Choices {
		if strings.TrimSpace(c) == "" || len(c) > 200 {
			v.at(path+".choices", "choices에는 200바이트까지의 말을 적어요")
		}
	}
	if p.Auto != nil && !p.Valid(*p.Auto) {
		v.at(path+".auto", "auto는 답이 될 수 있는 수여야 해요")
	}
	if p.Value == "" && (len(p.Choices) > 0 || !v.measures(p.Key)) {
		v.at(path, "value가 없으면 key가 이 실습에서 재는 값이어야 해요")
	}
}

// measures reports whether the lab measures a key.
func (v *validator) measures(key string) bool {
	for _, s := range v.lab.Steps {
		for _, a := range s.Do {
			if a.Measure != nil && a.Measure.Key == key {
				return true
			}
		}
	}
	return false
}
