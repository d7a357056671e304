package labs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/k8slab/k8slab/sandbox"
)

// said keeps the end of what a command says of its failure, for the learner. It may say without bounds: the rest is
// dropped. It is not safe for use from more than one goroutine.
type said struct{ end []byte }

const (
	maxSaid      = 1 << 10 // bytes that are kept
	maxSaidRunes = 120     // that are shown
)

// Write implements io.Writer. It never fails.
func (s *said) Write(p []byte) (int, error) {
	s.end = append(s.end, p[max(0, len(p)-maxSaid):]...)
	s.end = s.end[max(0, len(s.end)-maxSaid):]
	return len(p), nil
}

// last is the last line in which there is anything, without what could do something to a terminal.
func (s *said) last() string {
	lines := strings.Split(strings.ToValidUTF8(string(s.end), ""), "\n")
	for _, said := range slices.Backward(lines) {
		line := strings.TrimSpace(strings.Map(func(r rune) rune {
			if !unicode.IsPrint(r) {
				return ' '
			}
			return r
		}, said))
		if line == "" {
			continue
		}
		if r := []rune(line); len(r) > maxSaidRunes {
			line = string(r[:maxSaidRunes]) + "…"
		}
		return line
	}
	return ""
}

// failedCommand is the fault of a command that ended with a code other than 0. Where the command itself said nothing, what
// came in its place counts: an engine that could not start it says so where the command's output would have been.
func failedCommand(a ExecAction, code int, out, wrong *said) error {
	line := wrong.last()
	if line == "" && code >= notStarted {
		line = out.last()
	}
	e := &sandbox.Error{
		Kind: sandbox.KindFailed,
		What: fmt.Sprintf("%s 안에서 실행한 '%s' 명령이 %d번 코드로 끝났어요.", a.Sandbox, strings.Join(a.Args, " "), code),
		Do:   "컨테이너가 아직 있는지 보고 다시 해 보세요.",
	}
	if line != "" {
		e.What = fmt.Sprintf("%s 안에서 실행한 '%s' 명령이 %d번 코드로 끝났어요(%s).",
			a.Sandbox, strings.Join(a.Args, " "), code, line)
	}
	switch full := strings.Contains(strings.ToLower(string(wrong.end)+string(out.end)), "no space left"); {
	case full && code >= notStarted:
		e.Do = "엔진의 디스크가 가득 찼어요. `docker system df`로 무엇이 차지하는지 보고 자리를 비우세요."
	case full:
		e.Do = "컨테이너에 쓸 자리가 없어요. 셸에서 파일을 지우거나 단계를 되돌린 뒤에 다시 해 보세요."
	}
	return e
}

// notStarted is the least of the codes by which shells and engines say that a command could not be started.
const notStarted = 126
