package progress

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Measurement is one figure that a lab has measured, and where it comes from.
type Measurement struct {
	// Value is the figure as it is shown, without its unit.
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	// Label says what was measured ("방해받는 은행의 p99").
	Label string `json:"label,omitempty"`
	// Lab is the id of the lab that measured it, which need not be the one that the key begins with. Engine names the
	// engine with its version.
	Lab    string `json:"lab,omitempty"`
	Engine string `json:"engine,omitempty"`
	// Taken is when it was measured. The time at which the entry changed last may be later: an import lifts that.
	Taken Time `json:"taken,omitempty"`
	// Samples is how many readings the value is the median of; Disturbed says that something outside of the lab used the
	// CPUs meanwhile.
	Samples   int  `json:"samples,omitempty"`
	Disturbed bool `json:"disturbed,omitempty"`
}

// UnmarshalJSON reads a measurement, also as the programs before it had a source: as the text of its value alone.
func (m *Measurement) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*m = Measurement{}
		return json.Unmarshal(data, &m.Value)
	}
	type plain Measurement
	return json.Unmarshal(data, (*plain)(m))
}

// Number is the value as a number; false if it is none.
func (m Measurement) Number() (float64, bool) {
	v, err := strconv.ParseFloat(m.Value, 64)
	return v, err == nil
}

// At is when it was measured, in the local time zone; the zero time if nobody knows.
func (m Measurement) At() time.Time {
	if m.Taken == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m.Taken))
}

// Text is the value with its unit (that of the place it is shown at, where that names one), and a mark if it was
// disturbed.
func (m Measurement) Text(unit string) string {
	if unit == "" {
		unit = m.Unit
	}
	text := strings.TrimSpace(m.Value + " " + unit)
	if m.Disturbed {
		text += " (방해를 받음)"
	}
	return text
}

// Source tells in a few words where the figure comes from and of which day it is; empty if nobody knows.
func (m Measurement) Source() string {
	var parts []string
	if m.Lab != "" {
		parts = append(parts, m.Lab+" 실습")
	}
	if m.Engine != "" {
		parts = append(parts, m.Engine)
	}
	if at := m.At(); !at.IsZero() {
		parts = append(parts, at.Format(time.DateOnly))
	}
	return strings.Join(parts, ", ")
}

// TimeOf is a moment as the file has it.
func TimeOf(t time.Time) Time { return stampOf(t) }
