// Package wire is what an observer and the driver that started it say to each other: one JSON object a line, requests
// to the observer, samples from it. The types are those of package sandbox wherever the two mean the same.
//
//	→ {"add":{"name":"first","id":"4f1c…","pid":123}}     observe this sandbox; samples at once
//	→ {"remove":{"name":"first"}}                          stop; samples at once
//	→ {"set":[{"name":"first","id":"4f1c…","pid":123}]}   observe these and no others; samples at once
//	→ {"rate":5}                                           samples a second; 0 pauses
//	→ {"now":true}                                         sample at once
//	← {"seq":1,"at":"…","host":{…},"views":[{"name":"first",…}]}
//
// One request may carry several of these; they are done in the order given here. The end of the request stream ends the
// observer.
package wire

import (
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Request is one line to the observer.
type Request struct {
	Add    *Target `json:"add,omitempty"`
	Remove *Target `json:"remove,omitempty"` // Name alone counts
	// Set is for many at once, since a request is answered with one sample. A target that stays the same keeps what is
	// known of it.
	Set  *[]Target `json:"set,omitempty"`
	Rate *float64  `json:"rate,omitempty"` // samples a second
	Now  bool      `json:"now,omitempty"`
}

// Target is one sandbox to observe. Adding a name that is there already replaces it (a restarted sandbox has a new
// PID).
type Target struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
	// PID is that of the sandbox's PID 1 in the host's PID namespace.
	PID int `json:"pid,omitempty"`
	// Brief asks for nothing but the namespaces.
	Brief bool `json:"brief,omitempty"`
}

// Sample is one line from the observer: everything it saw at one moment.
type Sample struct {
	Seq  uint64       `json:"seq"`
	At   time.Time    `json:"at"` // the kernel's clock at the end of the reading
	Host sandbox.Host `json:"host"`
	// Views is sorted by name and holds every target.
	Views []View `json:"views"`
	// Missing says what could not be seen of the host, keyed by the JSON field of sandbox.Host.
	Missing map[string]sandbox.Reason `json:"missing,omitempty"`
}

// View is what was seen of one target; the fields are those of sandbox.View.
type View struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
	PID  int    `json:"pid"`
	// Gone is set once PID does not exist any more or has become another process; nothing else is set then.
	Gone         bool                      `json:"gone,omitempty"`
	Namespaces   sandbox.Namespaces        `json:"namespaces,omitempty"`
	Processes    []sandbox.ProcessView     `json:"processes,omitempty"`
	ProcessCount int                       `json:"processCount"`
	Hostname     string                    `json:"hostname,omitempty"`
	Cgroup       *sandbox.Cgroup           `json:"cgroup,omitempty"`
	Security     *sandbox.Security         `json:"security,omitempty"`
	Missing      map[string]sandbox.Reason `json:"missing,omitempty"`
}

// Fill copies what was seen into v and leaves alone what only an engine or a workload can tell (status, report,
// output). A hostname that the kernel does not tell leaves v's own.
func (w *View) Fill(v *sandbox.View) {
	v.Namespaces = w.Namespaces
	v.Processes, v.ProcessCount = w.Processes, w.ProcessCount
	v.Cgroup, v.Security = w.Cgroup, w.Security
	v.Missing = w.Missing
	if w.Hostname != "" {
		v.Hostname = w.Hostname
	}
}
