package kernel

import (
	"bytes"

	"github.com/k8slab/k8slab/sandbox"
)

// pressureFile is one of the three PSI files and where its figures go.
type pressureFile struct {
	resource string
	set      func(some, full float64)
}

// pressureFiles says how the files of a group (cpu.pressure …) or of the host (/proc/pressure/cpu …) fill p. The full
// line of cpu is missing before Linux 5.13 and means nothing for the whole host, so it is not kept.
func pressureFiles(p *sandbox.Pressure) [3]pressureFile {
	return [3]pressureFile{
		{"cpu", func(some, _ float64) { p.CPUSome = some }},
		{"memory", func(some, full float64) { p.MemorySome, p.MemoryFull = some, full }},
		{"io", func(some, full float64) { p.IOSome, p.IOFull = some, full }},
	}
}

// parsePressure understands a PSI file (Documentation/accounting/psi.rst) and returns its two avg10:
//
//	some avg10=1.50 avg60=0.80 avg300=0.20 total=123456
//	full avg10=0.00 avg60=0.00 avg300=0.00 total=0
func parsePressure(data []byte) (some, full float64, err error) {
	found := false
	for line := range bytes.Lines(data) {
		value, ok := bytes.CutPrefix(word(line, 1), []byte("avg10="))
		if !ok {
			continue
		}
		avg, err := decimal(value)
		if err != nil {
			return 0, 0, err
		}
		switch string(word(line, 0)) {
		case "some":
			some, found = avg, true
		case "full":
			full = avg
		}
	}
	if !found {
		return 0, 0, malformed("a line some avg10=", data)
	}
	return some, full, nil
}
