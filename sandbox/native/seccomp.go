//go:build linux

package native

import (
	"encoding/binary"
	"fmt"
	"runtime"

	"github.com/elastic/go-seccomp-bpf/arch"
	profile "github.com/moby/profiles/seccomp"
	"github.com/opencontainers/runtime-spec/specs-go"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// filter compiles the seccomp profile that Docker applies by default, for a process without capabilities, into the
// kernel's form. Calls without a known number are left out, hence refused.
func filter() ([]byte, error) {
	spec := &specs.Spec{Process: &specs.Process{Capabilities: &specs.LinuxCapabilities{}}}
	p, err := profile.GetDefaultProfile(spec)
	if err != nil {
		return nil, fmt.Errorf("seccomp profile: %w", err)
	}
	machine, err := arch.GetInfo(runtime.GOARCH)
	if err != nil {
		return nil, fmt.Errorf("seccomp: %w", err)
	}
	return encode(compile(p, machine))
}

// Where struct seccomp_data has its fields; the arguments are 64-bit numbers, and the machines we know little-endian.
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetArgs   = 16
	word         = 4
)

// compile turns a profile into a filter program: one comparison after the other, in the profile's order, those without
// conditions first. Recent kernels run the program once for each call number and remember the answer where it does not
// depend on arguments, so its length does not matter.
func compile(p *specs.LinuxSeccomp, machine *arch.Info) []bpf.Instruction {
	otherwise := verdict(p.DefaultAction, p.DefaultErrnoRet)
	program := []bpf.Instruction{
		bpf.LoadAbsolute{Off: offsetArch, Size: word},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(machine.ID), SkipTrue: 1}, //nolint:gosec // 32 bits by definition
		otherwise,
		bpf.LoadAbsolute{Off: offsetNumber, Size: word},
	}
	if machine.ID == arch.X86_64.ID {
		// The x32 calls have numbers of their own; nobody needs them.
		program = append(program,
			bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: uint32(arch.X32.SeccompMask), SkipFalse: 1}, //nolint:gosec // 30 bits
			bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)})
	}
	for _, conditional := range []bool{false, true} {
		for _, rule := range p.Syscalls {
			if conditional != (len(rule.Args) > 0) {
				continue
			}
			for _, name := range rule.Names {
				if number, known := machine.SyscallNames[name]; known {
					program = append(program, compileRule(number, rule)...)
				}
			}
		}
	}
	return append(program, otherwise)
}

// compileRule compares the call's number, which is in the accumulator before and after, and then its arguments.
func compileRule(number int, rule specs.LinuxSyscall) []bpf.Instruction {
	body, ok := compileArgs(rule.Args)
	if !ok {
		return nil
	}
	body = append(body, verdict(rule.Action, rule.ErrnoRet))
	if len(rule.Args) > 0 {
		body = append(body, bpf.LoadAbsolute{Off: offsetNumber, Size: word})
	}
	skip := bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(number), SkipTrue: uint8(len(body))} //nolint:gosec // small
	return append([]bpf.Instruction{skip}, body...)
}

// compileArgs leaves the rule, behind its verdict, unless every condition is met; false if there is one that is not
// known here. The rule is left out then, and the call refused.
func compileArgs(args []specs.LinuxSeccompArg) ([]bpf.Instruction, bool) {
	const each = 4
	var body []bpf.Instruction
	for i, a := range args {
		low := offsetArgs + 8*uint32(a.Index) //nolint:gosec // at most five
		// Behind this jump come the rest of the conditions and the verdict.
		out := uint8((len(args)-i)*each - 1) //nolint:gosec // at most 23
		first, second := bpf.JumpIf{Cond: bpf.JumpNotEqual, SkipTrue: out}, bpf.JumpIf{SkipTrue: out - 2}
		switch {
		case a.Op == specs.OpEqualTo:
			first.Val = uint32(a.Value >> 32) //nolint:gosec // the upper half
			second.Cond, second.Val = bpf.JumpNotEqual, uint32(a.Value)
		case a.Op == specs.OpLessThan && a.Value>>32 == 0:
			second.Cond, second.Val = bpf.JumpGreaterOrEqual, uint32(a.Value) //nolint:gosec // fits
		case a.Op == specs.OpMaskedEqual && a.ValueTwo == 0:
			first.Cond, first.Val = bpf.JumpBitsSet, uint32(a.Value>>32) //nolint:gosec // the upper half
			second.Cond, second.Val = bpf.JumpBitsSet, uint32(a.Value)
		default:
			return nil, false
		}
		body = append(body,
			bpf.LoadAbsolute{Off: low + word, Size: word}, first, bpf.LoadAbsolute{Off: low, Size: word}, second)
	}
	return body, true
}

func verdict(a specs.LinuxSeccompAction, errno *uint) bpf.RetConstant {
	switch a {
	case specs.ActAllow:
		return bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW}
	case specs.ActKill, specs.ActKillThread, specs.ActKillProcess:
		return bpf.RetConstant{Val: unix.SECCOMP_RET_KILL_PROCESS}
	}
	number := uint32(unix.EPERM)
	if errno != nil {
		number = uint32(*errno) //nolint:gosec // an error number
	}
	return bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | number}
}

// encode writes instructions as struct sock_filter.
func encode(program []bpf.Instruction) ([]byte, error) {
	raw, err := bpf.Assemble(program)
	if err != nil {
		return nil, fmt.Errorf("seccomp: %w", err)
	}
	out := make([]byte, 0, len(raw)*8)
	for _, r := range raw {
		out = binary.NativeEndian.AppendUint16(out, r.Op)
		out = append(out, r.Jt, r.Jf)
		out = binary.NativeEndian.AppendUint32(out, r.K)
	}
	return out, nil
}
