package labs

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/k8slab/k8slab/sandbox"
)

// Bounds of a lab file. They are far above what a good lab needs and far below what could hurt.
const (
	maxScene  = 16
	maxSteps  = 40
	maxChecks = 12
	maxDo     = 24
	maxArgs   = 64
	maxText   = 8 << 10
	maxCharts = 4
	maxSeries = 6
	maxLines  = 12
	maxOver   = 30 * time.Second
	maxCPU    = 64.0
	maxMemory = 4 << 30
	maxPIDs   = 4096
)

// FileError is a fault in a lab file, with its place.
type FileError struct {
	File string
	Line int
	Msg  string // Korean
}

func (e *FileError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg) }

// read gives the file of a lab, if it is there and not too large.
func read(course fs.FS, id string) (path string, src []byte, err error) {
	if !name.MatchString(id) {
		return "", nil, fmt.Errorf("load lab %q: %w", id, fs.ErrNotExist)
	}
	path = "labs/" + id + ".yaml"
	info, err := fs.Stat(course, path)
	if err != nil {
		return path, nil, fmt.Errorf("load lab %s: %w", id, err)
	}
	if info.Size() > maxFile {
		return path, nil, &FileError{path, 1, fmt.Sprintf("실습 파일이 너무 커요 (%d KiB까지)", maxFile>>10)}
	}
	src, err = fs.ReadFile(course, path)
	return path, src, err
}

// Parse reads a lab file and checks everything about it but its expressions, which Compile does. Faults are FileErrors.
func Parse(file string, src []byte) (*Lab, error) {
	lab := new(Lab)
	tree, err := decode(file, src, lab)
	if err != nil {
		return nil, err
	}
	v := validator{file: file, lab: lab, tree: tree}
	v.all()
	return lab, v.err
}

var name = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)

// validator checks a parsed lab. It keeps the first fault only.
type validator struct {
	file string
	lab  *Lab
	tree *ast.File
	err  error
}

// at notes a fault at the place of a YAML path such as "$.steps[0].do".
func (v *validator) at(path, format string, args ...any) {
	if v.err != nil {
		return
	}
	v.err = &FileError{v.file, lineAt(v.tree, path), fmt.Sprintf(format, args...)}
}

func (v *validator) all() {
	l := v.lab
	v.printable("$", reflect.ValueOf(*l))
	if !name.MatchString(l.ID) {
		v.at("$.id", "id는 소문자, 숫자, 붙임표로 짓고 32자를 넘지 않아야 해요")
	}
	if strings.TrimSpace(l.Title) == "" {
		v.at("$.title", "title이 비어 있어요")
	}
	v.text("$.intro", l.Intro)
	v.abilities("$.needs", l.Needs)
	if len(l.Scene) == 0 || len(l.Scene) > maxScene {
		v.at("$.scene", "scene에는 샌드박스가 1~%d개 있어야 해요", maxScene)
	}
	v.images(l.Images)
	for _, id := range slices.Sorted(maps.Keys(l.Scene)) {
		v.actor("$.scene."+id, id, l.Scene[id])
	}
	v.scene()
	v.expressions()
	if len(l.Steps) == 0 || len(l.Steps) > maxSteps {
		v.at("$.steps", "steps에는 단계가 1~%d개 있어야 해요", maxSteps)
	}
	v.charts(l.Charts)
	seen := map[string]bool{}
	for i, step := range l.Steps {
		path := fmt.Sprintf("$.steps[%d]", i)
		if seen[step.ID] {
			v.at(path+".id", "단계 id %q이(가) 두 번 나와요", step.ID)
		}
		seen[step.ID] = true
		v.step(path, step)
	}
}

func (v *validator) charts(charts []Chart) {
	if len(charts) > maxCharts {
		v.at("$.charts", "charts는 %d개까지예요", maxCharts)
	}
	for i, c := range charts {
		path := fmt.Sprintf("$.charts[%d]", i)
		if strings.TrimSpace(c.Title) == "" || len(c.Series) == 0 || len(c.Series) > maxSeries {
			v.at(path, "차트에는 title과 1~%d개의 series가 있어야 해요", maxSeries)
		}
		for _, s := range c.Series {
			if strings.TrimSpace(s.Label) == "" || strings.TrimSpace(s.Value) == "" {
				v.at(path+".series", "series에는 label과 value가 있어야 해요")
			}
			v.text(path+".series", s.Label)
		}
		if len(c.Marks) > maxLines {
			v.at(path+".marks", "marks는 %d개까지예요", maxLines)
		}
		for j, m := range c.Marks {
			if strings.TrimSpace(m.Label) == "" || strings.TrimSpace(m.When) == "" {
				v.at(fmt.Sprintf("%s.marks[%d]", path, j), "marks에는 label과 when이 있어야 해요")
			}
			v.text(path+".marks", m.Label)
		}
	}
}

func (v *validator) measure(path string, m MeasureAction) {
	if !keyPattern.MatchString(m.Key) {
		v.at(path+".key", "측정값의 key는 점으로 이은 소문자 낱말이에요 (예: traditional.bank.p99_ms)")
	}
	if strings.TrimSpace(m.Label) == "" || strings.TrimSpace(m.Value) == "" {
		v.at(path, "measure에는 label과 value가 있어야 해요")
	}
	if m.Over <= 0 || time.Duration(m.Over) > maxOver {
		v.at(path+".over", "over는 %s 이하의 시간이어야 해요", maxOver)
	}
}

var keyPattern = regexp.MustCompile(`^[a-z0-9_-]{1,40}(\.[a-z0-9_-]{1,40}){1,5}$`)

func (v *validator) actor(path, id string, a Actor) {
	if !name.MatchString(id) {
		v.at(path, "샌드박스 이름 %q은(는) 소문자, 숫자, 붙임표로만 지을 수 있어요", id)
	}
	v.engines(path+".engine", []string{a.Engine})
	if a.Runtime != "" && !name.MatchString(a.Runtime) {
		v.at(path+".runtime", "runtime은 runc처럼 적어요")
	}
	if a.Network != "" && a.Network != string(sandbox.NetworkScene) {
		v.at(path+".network", "network는 scene만 쓸 수 있어요")
	}
	if a.Restart != "" && a.Restart != "always" && a.Restart != "on-failure" {
		v.at(path+".restart", "restart는 always나 on-failure예요")
	}
	if _, known := v.lab.Images[a.Image]; a.Image != "" && !known {
		v.at(path+".image", "이미지 %q이(가) images에 없어요", a.Image)
	}
	v.args(path+".command", a.Command)
	v.args(path+".env", a.Env)
	v.limits(path+".limits", a.Limits)
	for _, with := range []string{a.Share.PID, a.Share.Net, a.Share.IPC, a.Share.UTS, a.Share.Cgroup} {
		if _, known := v.lab.Scene[with]; with != "" && with != sandbox.ShareHost && (!known || with == id) {
			v.at(path+".share", "함께 쓸 샌드박스 %q이(가) scene에 없어요", with)
		}
	}
	v.confined(path, a)
}

// confined checks what could reach beyond a sandbox.
func (v *validator) confined(path string, a Actor) {
	if a.Hostname != "" && !hostname.MatchString(a.Hostname) {
		v.at(path+".hostname", "hostname은 소문자, 숫자, 붙임표로 짓고 63자를 넘지 않아야 해요")
	}
	for _, e := range a.Env {
		if !variable.MatchString(e) {
			v.at(path+".env", "env는 이름=값으로 적어요")
		}
	}
	// Of the host's namespaces those can be had in which a user who is nobody reaches nothing of anybody's.
	if a.Share.Net == sandbox.ShareHost || a.Share.IPC == sandbox.ShareHost {
		v.at(path+".share", "호스트의 net과 ipc는 함께 쓸 수 없어요")
	}
}

// scene bounds what all sandboxes may use together.
func (v *validator) scene() {
	var memory int64
	for _, a := range v.lab.Scene {
		memory += int64(a.Limits.Memory)
	}
	if memory > maxMemory {
		v.at("$.scene", "memory를 모두 더해 4GiB까지예요")
	}
}

// expressions bounds how many there are.
func (v *validator) expressions() {
	n := 0
	for _, c := range v.lab.Charts {
		n += 2*len(c.Series) + len(c.Marks)
	}
	for _, s := range v.lab.Steps {
		n += len(s.Check) + 1
	}
	if n += len(v.lab.Measures()); n > maxExpressions {
		v.at("$.steps", "식이 너무 많아요 (%d개까지)", maxExpressions)
	}
}

var (
	hostname = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}=`)
	cpuList  = regexp.MustCompile(`^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?){0,31}$`)
)

func (v *validator) limits(path string, l Limits) {
	if l.CPU < 0 || l.CPU > maxCPU || l.CPU != l.CPU {
		v.at(path+".cpu", "cpu는 0보다 크고 %g 이하인 코어 수예요", maxCPU)
	}
	if l.Memory < 0 || l.Memory > maxMemory || (l.Memory > 0 && l.Memory < 6<<20) {
		v.at(path+".memory", "memory는 6MiB~4GiB여야 해요 (예: 64MiB)")
	}
	if l.CPUs != "" && !cpuList.MatchString(l.CPUs) {
		v.at(path+".cpus", "cpus는 0이나 0-1,3처럼 적어요")
	}
	if l.PIDs < 0 || l.PIDs > maxPIDs {
		v.at(path+".pids", "pids는 1~%d이어야 해요", maxPIDs)
	}
	if l.CPUShares != 0 && (l.CPUShares < 2 || l.CPUShares > 262144) {
		v.at(path+".cpuShares", "cpuShares는 2~262144여야 해요")
	}
}

func (v *validator) step(path string, s Step) {
	if !name.MatchString(s.ID) {
		v.at(path+".id", "단계 id는 소문자, 숫자, 붙임표로 짓고 32자를 넘지 않아야 해요")
	}
	if strings.TrimSpace(s.Title) == "" {
		v.at(path+".title", "단계의 title이 비어 있어요")
	}
	for _, t := range append([]string{s.Text, s.Meaning}, s.Hints...) {
		v.text(path, t)
	}
	v.abilities(path+".needs", s.Needs)
	v.engines(path+".engines", s.Engines)
	if s.Within < 0 {
		v.at(path+".within", "within은 10분 이하의 시간이어야 해요 (예: 10s)")
	}
	for _, panel := range s.Show {
		if !slices.Contains(Panels(), panel) {
			v.at(path+".show", "show에는 processes, namespaces, matrix, cgroup, layers, runtimes만 쓸 수 있어요")
		}
	}
	if len(s.Check) == 0 || len(s.Check) > maxChecks {
		v.at(path+".check", "check에는 조건이 1~%d개 있어야 해요", maxChecks)
	}
	for i, c := range s.Check {
		if strings.TrimSpace(c.That) == "" || strings.TrimSpace(c.Else) == "" {
			v.at(fmt.Sprintf("%s.check[%d]", path, i), "조건에는 that(식)과 else(거짓일 때 보여 줄 말)가 다 있어야 해요")
		}
	}
	if len(s.Do) == 0 || len(s.Do) > maxDo {
		v.at(path+".do", "do에는 할 일이 1~%d개 있어야 해요", maxDo)
	}
	if s.Predict != nil {
		v.predict(path+".predict", *s.Predict)
	}
	for i, a := range s.Do {
		v.action(fmt.Sprintf("%s.do[%d]", path, i), a)
	}
}

func (v *validator) action(path string, a Action) {
	if len(a.verbs()) != 1 {
		v.at(path, "할 일 하나에는 동사가 하나만 있어야 해요 (start, remove, pause, resume, signal, update, exec, measure, "+
			"build, save, delete, load)")
		return
	}
	if a.Measure != nil {
		v.measure(path+".measure", *a.Measure)
		return
	}
	if image := a.Image(); image != "" {
		if _, ok := v.lab.Images[image]; !ok {
			v.at(path, "이미지 %q이(가) images에 없어요", image)
		}
		return
	}
	if _, ok := v.lab.Scene[a.Sandbox()]; !ok {
		v.at(path, "샌드박스 %q이(가) scene에 없어요", a.Sandbox())
	}
	switch {
	case a.Update != nil:
		v.limits(path+".update.limits", a.Update.Limits)
	case a.Exec != nil:
		if len(a.Exec.Args) == 0 {
			v.at(path+".exec", "exec에는 args가 있어야 해요")
		}
		v.args(path+".exec.args", a.Exec.Args)
	case a.Signal != nil:
		if !signals.MatchString(a.Signal.Signal) {
			v.at(path+".signal", "signal은 SIGTERM처럼 적어요")
		}
	}
}

var signals = regexp.MustCompile(`^SIG(HUP|INT|QUIT|KILL|USR1|USR2|TERM|CONT|STOP)$`)

func (v *validator) args(path string, args []string) {
	if len(args) > maxArgs {
		v.at(path, "낱말은 %d개까지만 쓸 수 있어요", maxArgs)
	}
	for _, a := range args {
		if strings.ContainsRune(a, 0) {
			v.at(path, "널 문자는 쓸 수 없어요")
		}
		v.text(path, a)
	}
}

func (v *validator) text(path, t string) {
	if len(t) > maxText {
		v.at(path, "글이 너무 길어요 (%d KiB까지)", maxText>>10)
	}
}

func (v *validator) abilities(path string, list []sandbox.Ability) {
	for _, a := range list {
		if !a.Known() {
			v.at(path, "모르는 능력이에요: %q", string(a))
		}
	}
}
