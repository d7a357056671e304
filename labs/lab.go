package labs

import (
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Lab is one lab as its file gives it.
type Lab struct {
	ID    string            `yaml:"id"`
	Title string            `yaml:"title"`
	Intro string            `yaml:"intro"`
	Needs []sandbox.Ability `yaml:"needs"`
	Scene map[string]Actor  `yaml:"scene"`
	// Images are the images that a step may build, by name: the lab image with one more layer.
	Images map[string]Recipe `yaml:"images"`
	Steps  []Step            `yaml:"steps"`
	// Charts are drawn while the lab runs.
	Charts []Chart `yaml:"charts"`
}

// Actor is one sandbox of the scene.
type Actor struct {
	Title    string   `yaml:"title"`
	Hostname string   `yaml:"hostname"`
	Command  []string `yaml:"command"`
	Env      []string `yaml:"env"`
	Limits   Limits   `yaml:"limits"`
	Network  string   `yaml:"network"`
	Writable bool     `yaml:"writable"`
	Restart  string   `yaml:"restart"`
	// Image is the name of an image of the lab's to run from; empty means the lab image.
	Image string `yaml:"image"`
	// Engine is the engine to run on, EngineDocker and so on; empty means the one that the learner chose. Runtime is the
	// OCI runtime that the engine is to use; empty means the engine's default.
	Engine  string `yaml:"engine"`
	Runtime string `yaml:"runtime"`
	Share   Share  `yaml:"share"`
}

// Recipe is an image of the session's own.
type Recipe struct {
	Title string `yaml:"title"`
	// Files are the files of its layer: their content by absolute path.
	Files map[string]string `yaml:"files"`
}

// Limits are a sandbox's limits in a file; memory may carry a unit.
type Limits struct {
	CPU       float64 `yaml:"cpu"`
	CPUShares int64   `yaml:"cpuShares"`
	CPUs      string  `yaml:"cpus"`
	Memory    Bytes   `yaml:"memory"`
	PIDs      int64   `yaml:"pids"`
}

// Share names the namespaces shared on purpose: "host", or another sandbox of the scene.
type Share struct {
	PID    string `yaml:"pid"`
	Net    string `yaml:"net"`
	IPC    string `yaml:"ipc"`
	UTS    string `yaml:"uts"`
	Cgroup string `yaml:"cgroup"`
}

// Step is one thing the learner does, or sees.
type Step struct {
	ID    string            `yaml:"id"`
	Title string            `yaml:"title"`
	Text  string            `yaml:"text"`
	Needs []sandbox.Ability `yaml:"needs"`
	// Engines and Runtimes must be there, besides those that the step's own actions need.
	Engines  []string    `yaml:"engines"`
	Runtimes []string    `yaml:"runtimes"`
	Do       []Action    `yaml:"do"`
	Check    []Condition `yaml:"check"`
	Hints    []string    `yaml:"hints"`
	Meaning  string      `yaml:"meaning"`
	Within   Duration    `yaml:"within"`
	// Predict asks the learner for a guess before the step's actions can be had.
	Predict *Predict `yaml:"predict"`
	// Show names the panels that this step is about; they are drawn first.
	Show []Panel `yaml:"show"`
}

// Panel is a part of what is shown of a lab.
type Panel string

// The panels.
const (
	PanelProcesses  Panel = "processes"
	PanelNamespaces Panel = "namespaces"
	PanelMatrix     Panel = "matrix" // all sandboxes' namespaces in one table, equal ones joined
	PanelCgroup     Panel = "cgroup"
	PanelLayers     Panel = "layers"
	PanelRuntimes   Panel = "runtimes"
)

// Panels lists all of them.
func Panels() []Panel {
	return []Panel{PanelProcesses, PanelMatrix, PanelNamespaces, PanelCgroup, PanelLayers, PanelRuntimes}
}

// Shows reports whether any step of the lab is about a panel.
func (l *Lab) Shows(panel Panel) bool {
	return slices.ContainsFunc(l.Steps, func(s Step) bool { return slices.Contains(s.Show, panel) })
}

// Condition is one CEL expression and what to say while it is false.
type Condition struct {
	That string `yaml:"that"`
	Else string `yaml:"else"`
}

// Action is one thing that is done; exactly one field is set.
type Action struct {
	// Start starts the named sandbox of the scene; Remove stops and removes it.
	Start  string `yaml:"start"`
	Remove string `yaml:"remove"`
	// Pause freezes the named sandbox; Resume thaws it.
	Pause  string `yaml:"pause"`
	Resume string `yaml:"resume"`
	// Build makes the named image; Save writes it into an archive, Delete deletes it and Load brings it back from there.
	Build  string `yaml:"build"`
	Save   string `yaml:"save"`
	Delete string `yaml:"delete"`
	Load   string `yaml:"load"`
	// Signal sends a signal to a sandbox's PID 1.
	Signal *SignalAction `yaml:"signal"`
	// Update changes limits of a running sandbox.
	Update *UpdateAction `yaml:"update"`
	// Exec runs a command inside a sandbox.
	Exec *ExecAction `yaml:"exec"`
	// Measure watches a figure for a while and keeps its median.
	Measure *MeasureAction `yaml:"measure"`
}

// MeasureAction watches Value (a CEL expression that gives a number) for the time Over and keeps the median of what was
// seen under Key. Only one program on a machine measures at a time; a measurement that something else disturbed is
// taken again, and marked if that did not help.
type MeasureAction struct {
	Key   string   `yaml:"key"`
	Label string   `yaml:"label"`
	Unit  string   `yaml:"unit"`
	Value string   `yaml:"value"`
	Over  Duration `yaml:"over"`
}

// SignalAction sends Signal ("SIGTERM") to PID 1 of Sandbox.
type SignalAction struct {
	Sandbox string `yaml:"sandbox"`
	Signal  string `yaml:"signal"`
}

// UpdateAction changes the limits of Sandbox; those not named stay.
type UpdateAction struct {
	Sandbox string `yaml:"sandbox"`
	Limits  Limits `yaml:"limits"`
}

// ExecAction runs Args inside Sandbox. A background command is left running until the lab ends; any other must end
// with exit code 0.
type ExecAction struct {
	Sandbox    string   `yaml:"sandbox"`
	Args       []string `yaml:"args"`
	Background bool     `yaml:"background"`
}

// Sandbox is the name of the sandbox the action is about.
func (a Action) Sandbox() string {
	switch {
	case a.Signal != nil:
		return a.Signal.Sandbox
	case a.Update != nil:
		return a.Update.Sandbox
	case a.Exec != nil:
		return a.Exec.Sandbox
	}
	return a.Start + a.Remove + a.Pause + a.Resume
}

// Image is the name of the image the action is about; empty if it is about a sandbox.
func (a Action) Image() string { return a.Build + a.Save + a.Delete + a.Load }

// Verb is the name of the field that is set, as a file has it.
func (a Action) Verb() string { return strings.Join(a.verbs(), ", ") }

// verbs are the names of the fields that are set; a valid action has one.
func (a Action) verbs() []string {
	var names []string
	for _, verb := range []struct {
		name string
		set  bool
	}{
		{"start", a.Start != ""},
		{"remove", a.Remove != ""},
		{"pause", a.Pause != ""},
		{"resume", a.Resume != ""},
		{"build", a.Build != ""},
		{"save", a.Save != ""},
		{"delete", a.Delete != ""},
		{"load", a.Load != ""},
		{"signal", a.Signal != nil},
		{"update", a.Update != nil},
		{"exec", a.Exec != nil},
		{"measure", a.Measure != nil},
	} {
		if verb.set {
			names = append(names, verb.name)
		}
	}
	return names
}

// Measures are the lab's measurements, in the order of its steps.
func (l *Lab) Measures() []MeasureAction {
	var all []MeasureAction
	for _, s := range l.Steps {
		for _, a := range s.Do {
			if a.Measure != nil {
				all = append(all, *a.Measure)
			}
		}
	}
	return all
}

// DefaultWithin is how long an automatic run waits for a check that names no time of its own.
const DefaultWithin = 15 * time.Second

// Patience is how long an automatic run waits for the step's check.
func (s Step) Patience() time.Duration {
	if s.Within > 0 {
		return time.Duration(s.Within)
	}
	return DefaultWithin
}

// effort is the most time that the step's actions may take.
func (s Step) effort() time.Duration {
	limit := actionTimeout
	for _, a := range s.Do {
		limit += actionTimeout
		if a.Measure != nil {
			limit += measureTries*time.Duration(a.Measure.Over) + measureWait
		}
	}
	return limit
}

// oneCore is the most processor time an actor gets whose lab says nothing about it.
const oneCore = 1

// Spec turns an actor of the scene into what a session starts. No actor goes without a bound on the processor: one that
// has neither a quota nor CPUs of its own gets a core.
func (a Actor) Spec(name string) sandbox.Spec {
	limits := a.Limits.Sandbox()
	if limits.CPU == 0 && limits.CPUs == "" {
		limits.CPU = oneCore
	}
	return sandbox.Spec{
		Name: name, Hostname: a.Hostname, Command: a.Command, Env: a.Env, Limits: limits,
		Share:   sandbox.Share(a.Share),
		Network: sandbox.Network(a.Network), Writable: a.Writable, Restart: a.Restart, Image: a.Image,
		Runtime: a.Runtime,
	}
}

// Sandbox gives the limits in the sandbox package's terms.
func (l Limits) Sandbox() sandbox.Limits {
	return sandbox.Limits{CPU: l.CPU, CPUShares: l.CPUShares, CPUs: l.CPUs, Memory: int64(l.Memory), PIDs: l.PIDs}
}
