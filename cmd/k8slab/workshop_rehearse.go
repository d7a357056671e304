package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
)

func (a *app) rehearseCommand() *cobra.Command {
	var n, live int
	var length time.Duration
	var asJSON bool
	cmd := &cobra.Command{
		Use: "rehearse", Short: "이 컴퓨터가 몇 명을 감당하는지 실제로 해 보기", Args: cobra.NoArgs,
		Long: `수업을 하나 따로 열고, -n명이 ssh로 들어와 읽고 답하고 실습하게 해 봐요. 그동안 키를 누르고 화면이
바뀌기까지 걸린 시간, 한 사람에 드는 메모리, 아무도 움직이지 않을 때의 CPU를 재요. 끝나면 모두 지워요.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if n < 1 || n > maxInvitations || live < 0 || length <= 0 {
				return &failure{exitUsage, "사람 수나 시간이 맞지 않아요.", "k8slab workshop rehearse --help로 쓰는 법을 보세요."}
			}
			found, err := a.rehearse(cmd.Context(), n, min(n, live), length)
			switch {
			case found == nil:
			case asJSON:
				if failed := writeJSON(a.stdout, found); err == nil {
					err = failed
				}
			default:
				found.print(a)
			}
			return err
		},
	}
	cmd.Flags().IntVarP(&n, "number", "n", 30, "들어올 사람 수")
	cmd.Flags().IntVar(&live, "live", 20, "그 가운데 실습까지 할 사람 수")
	cmd.Flags().DurationVar(&length, "for", 20*time.Second, "읽고 답할 시간")
	cmd.Flags().BoolVar(&asJSON, "json", false, "결과를 JSON으로")
	return cmd
}

// calm is how long a class is watched in which nobody presses a key.
const calm = 10 * time.Second

// rehearsed is what a rehearsal found. Memory and CPU are 0 where they are not known.
type rehearsed struct {
	Learners    int       `json:"learners"` // who came in
	Labs        int       `json:"labs"`     // that were started
	EnteredMS   float64   `json:"enteredMs"`
	KeyMS       []float64 `json:"keyMs"`      // each key's time to its picture, ascending
	Resident    int64     `json:"resident"`   // bytes of the server at the end
	PerLearner  int64     `json:"perLearner"` // bytes more than before anybody came, for each
	IdleCores   float64   `json:"idleCores"`  // while nobody presses a key
	Failed      int       `json:"failed"`
	p50, p95    time.Duration
	worst, came time.Duration
}

func (r *rehearsed) print(a *app) {
	fmt.Fprint(a.stdout, a.say.F("들어온 사람 %d명, 실습을 시작한 사람 %d명 (모두 들어오기까지 %s)\n",
		r.Learners, r.Labs, r.came.Round(time.Millisecond)))
	fmt.Fprint(a.stdout, a.say.F("키에서 화면까지: 키 %d번, 가운데 %s, 95%% %s, 가장 느림 %s\n", len(r.KeyMS),
		r.p50.Round(100*time.Microsecond), r.p95.Round(100*time.Microsecond), r.worst.Round(100*time.Microsecond)))
	if r.Resident > 0 {
		fmt.Fprint(a.stdout, a.say.F("메모리: 서버 %.1f MiB, 한 사람에 %.2f MiB\n", mib(r.Resident), mib(r.PerLearner)))
		fmt.Fprint(a.stdout, a.say.F("모두 쉴 때의 CPU: 코어 %.2f개\n", r.IdleCores))
	}
}

// rehearse opens a server of its own, as a process of its own so that its memory and its time are the server's alone, and
// plays the learners.
func (a *app) rehearse(ctx context.Context, n, live int, length time.Duration) (*rehearsed, error) {
	dir, err := os.MkdirTemp("", "k8slab-rehearsal-")
	if err != nil {
		return nil, a.workshopFailure(os.TempDir(), err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	invited, err := a.playedCodes(ctx, dir, n)
	if err != nil {
		return nil, err
	}
	server, addr, err := a.startServer(ctx, dir, n)
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait() // It was told to end.
	}()
	before, _ := spent(server.Process.Pid)
	found := &rehearsed{}
	c := workshop.Rehearsal{Addr: addr, Codes: invited, Live: live, For: length, Calm: func(ctx context.Context) {
		_, t0 := spent(server.Process.Pid)
		began := time.Now()
		select {
		case <-time.After(calm):
		case <-ctx.Done():
		}
		full, t1 := spent(server.Process.Pid)
		found.Resident, found.PerLearner = full, max(0, full-before)/int64(n)
		found.IdleCores = (t1 - t0).Seconds() / time.Since(began).Seconds()
	}}.Rehearse(ctx)
	if ctx.Err() != nil {
		return nil, &failure{code: exitInterrupted}
	}
	found.Learners, found.Labs, found.came, found.Failed = c.Here, c.Labs, c.Entered, len(c.Failed)
	found.p50, found.p95, found.worst = c.P50, c.P95, c.Worst
	found.EnteredMS = c.Entered.Seconds() * 1000
	for _, took := range c.Took {
		found.KeyMS = append(found.KeyMS, took.Seconds()*1000)
	}
	for _, err := range c.Failed {
		a.log.Error("rehearse", "err", err)
	}
	if len(c.Failed) > 0 {
		return found, &failure{
			exitFailed, fmt.Sprintf("%d번은 끝까지 하지 못했어요.", len(c.Failed)), "-n과 --live를 줄여서 다시 해 보세요.",
		}
	}
	return found, nil
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// playedCodes invites learners who are played.
func (a *app) playedCodes(ctx context.Context, dir string, n int) ([]string, error) {
	codes, err := workshop.OpenCodes(dir)
	if err != nil {
		return nil, a.workshopFailure(dir, err)
	}
	s, err := a.records(ctx, dir)
	if err != nil {
		return nil, err
	}
	var all []string
	for i := range n {
		code := codes.New()
		if _, err := s.Invite(fmt.Sprintf("rehearsal %d", i+1), codes.Credential(code)); err != nil {
			return nil, a.workshopFailure(dir, err)
		}
		all = append(all, code)
	}
	return all, nil
}

// startServer starts this program as the server, with the same engine and course.
func (a *app) startServer(ctx context.Context, dir string, n int) (*exec.Cmd, string, error) {
	fail := &failure{exitFailed, "연습할 수업을 열지 못했어요.", "k8slab workshop serve가 되는지 먼저 보세요."}
	self, err := os.Executable()
	if err != nil {
		return nil, "", fail
	}
	args := []string{
		"--engine", a.engine, "workshop", "serve", "--dir", dir, "--listen", "127.0.0.1:0",
		"--capacity", strconv.Itoa(n), "--labs", strconv.Itoa(n),
	}
	for flag, value := range map[string]string{"--host": a.host, "--context": a.context, "--course": a.coursePath} {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), self, args...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, "", fail
	}
	if err := cmd.Start(); err != nil {
		return nil, "", fail
	}
	told := regexp.MustCompile(`ssh -p (\d+)`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := told.FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				for lines.Scan() { // What else it says is of no use here; but it must be able to say it.
					a.log.Info("rehearse", "server", lines.Text())
				}
			}()
			return cmd, "127.0.0.1:" + m[1], nil
		}
	}
	_ = cmd.Wait()
	return nil, "", fail
}

// spent reads VmRSS of /proc/PID/status, in bytes, and the user and system time of /proc/PID/stat (in ticks of a hundredth
// of a second on every Linux). Where there is no such file, both are 0.
func spent(pid int) (resident int64, used time.Duration) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			resident = kb << 10
		}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return resident, 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) > 12 {
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		used = time.Duration(user+system) * 10 * time.Millisecond
	}
	return resident, used
}
