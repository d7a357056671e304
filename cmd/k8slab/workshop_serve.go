package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/keys"
)

// serving are the flags of `workshop serve`.
type serving struct {
	listen           string
	capacity, live   int
	idle, grace, end time.Duration
	instructors      string
}

func (a *app) serveCommand(where func() (string, error)) *cobra.Command {
	var o serving
	cmd := &cobra.Command{
		Use: "serve", Short: "수업을 열고 ssh로 들어오는 사람을 맞기", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := where()
			if err != nil {
				return err
			}
			return a.serveWorkshop(cmd.Context(), dir, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", ":2222", "받을 주소와 포트")
	f.IntVar(&o.capacity, "capacity", 100, "한꺼번에 들어올 수 있는 사람 수 (넘으면 줄을 서요)")
	f.IntVar(&o.live, "labs", 0, "한꺼번에 실습할 수 있는 사람 수 (0이면 메모리에 맞춰요)")
	f.DurationVar(&o.idle, "idle", time.Hour, "키를 누르지 않은 사람을 내보내기까지 (0이면 내보내지 않아요)")
	f.DurationVar(&o.grace, "grace", 10*time.Minute, "연결이 끊긴 사람의 실습을 그대로 둘 시간")
	f.DurationVar(&o.end, "for", 0, "수업의 길이, 예: 2h (0이면 끝이 없어요)")
	f.StringVar(&o.instructors, "instructors", "", "진행 화면을 볼 사람들의 공개 키 파일 (authorized_keys)")
	return cmd
}

// learnerQuota is what one learner's sandboxes may use together. All labs of the course fit.
func learnerQuota() sandbox.Quota {
	return sandbox.Quota{Sandboxes: 16, Memory: 1 << 30, PIDs: 1024}
}

// sandboxMost bounds each of them; a sandbox that no lab bounds gets one core at most.
func sandboxMost() sandbox.Limits { return sandbox.Limits{CPU: 1, Memory: 512 << 20, PIDs: 256} }

// needs is how much memory a learner's labs may take: what the sandboxes of the greatest lab are allowed together.
func needs(programs map[string]*labs.Program) int64 {
	most := sandbox.DefaultLimits().Memory
	for _, p := range programs {
		var sum int64
		for name, actor := range p.Scene {
			sum += actor.Spec(name).Limits.WithDefaults().Memory
		}
		most = max(most, sum)
	}
	return min(most, learnerQuota().Memory)
}

// serveWorkshop serves until it is interrupted.
func (a *app) serveWorkshop(ctx context.Context, dir string, o serving) error {
	if o.capacity < 1 || o.live < 0 || o.idle < 0 || o.grace < 0 || o.end < 0 {
		return &failure{exitUsage, "수업의 크기나 시간이 0보다 작아요.", "k8slab workshop serve --help로 쓰는 법을 보세요."}
	}
	cfg, done, err := a.workshopConfig(dir, o)
	if err != nil {
		return err
	}
	defer done()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.listen)
	if err != nil {
		a.log.Error("listen", "err", err)
		return &failure{exitFailed, fmt.Sprintf("%s에서 받을 수 없어요.", o.listen), "다른 프로그램이 그 포트를 쓰는지 보고 --listen을 바꿔 보세요."}
	}
	server, err := workshop.New(ctx, cfg)
	if err != nil {
		_ = l.Close()
		return a.workshopFailure(dir, err)
	}
	board, err := server.ListenBoard(ctx)
	if err != nil {
		a.log.Error("board", "err", err)
		a.tell("진행 화면의 소켓을 만들지 못해서 workshop board는 쓸 수 없어요.", "--instructors의 키로 ssh를 쓰세요.")
	} else {
		go func() { _ = server.Serve(board) }()
	}
	fmt.Fprint(a.stderr, a.say.F("수업을 열었어요: ssh -p %s 이름@이-컴퓨터의-주소\n", port(l.Addr())))
	fmt.Fprint(a.stderr, a.say.F("호스트 키 %s, 자리 %d개, 실습 %d개, 기록은 %s에 있어요. Ctrl+C로 닫아요.\n",
		gossh.FingerprintSHA256(server.HostKey()), cfg.Capacity, cfg.LabPlaces, dir))
	stop := context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*closing)
		defer cancel()
		_ = server.Close(end) // What is left is the watcher's.
	})
	err = server.Serve(l)
	if !stop() {
		return &failure{code: exitInterrupted}
	}
	if err != nil {
		a.log.Error("serve", "err", err)
		return &failure{exitFailed, "연결을 더 받을 수 없게 됐어요.", "workshop serve를 다시 실행해 주세요."}
	}
	return nil
}

func port(addr net.Addr) string {
	_, p, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "2222"
	}
	return p
}

// workshopConfig is what the server needs of this program; done is called when the server has ended.
func (a *app) workshopConfig(dir string, o serving) (workshop.Config, func(), error) {
	none := workshop.Config{}
	course, err := a.course()
	if err != nil {
		return none, nil, err
	}
	ids, err := a.labIDs()
	if err != nil {
		return none, nil, err
	}
	programs := map[string]*labs.Program{}
	for _, id := range ids {
		if programs[id], err = a.program(id); err != nil {
			return none, nil, err
		}
	}
	instructors, err := authorized(o.instructors)
	if err != nil {
		return none, nil, err
	}
	log, err := a.workshopLog(dir)
	if err != nil {
		return none, nil, err
	}
	keep, err := a.newKeeper()
	if err != nil {
		return none, nil, err
	}
	eng := &engines{app: a, alive: keep.dir.Alive}
	a.closers = append(a.closers, eng.close)
	memory := newMemory()
	memory.thrift()
	if o.live == 0 {
		o.live = o.capacity
		if free := workshop.FreeMemory(); free > 0 {
			o.live = max(1, min(o.capacity, int(math.Floor(float64(free)*3/4/float64(needs(programs))))))
		}
	}
	return workshop.Config{
		Dir: dir, Course: course.Shared(), Programs: programs, Capacity: o.capacity, LabPlaces: o.live,
		Idle: o.idle, Grace: o.grace, For: o.end, Instructors: instructors, Style: a.style, Say: a.say, Log: log,
		Bindings: append(keys.Bindings(), keys.Together()...),
		Labs: func(learner int64) workshop.Labs {
			return &learnerLabs{
				visits: &visits{keeper: keep, engines: eng, owner: fmt.Sprintf("l%d-", learner)}, programs: programs,
			}
		},
	}, memory.stop, nil
}

// workshopLog is the server's log: a file in its directory that tells who came and went and what was refused.
func (a *app) workshopLog(dir string) (*slog.Logger, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, a.workshopFailure(dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "workshop.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, a.workshopFailure(dir, err)
	}
	a.closers = append(a.closers, func() { _ = f.Close() })
	return slog.New(slog.NewTextHandler(f, nil)), nil
}

// authorized reads a file of public keys; an empty path has none.
func authorized(path string) ([]gossh.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &failure{exitUsage, fmt.Sprintf("공개 키를 읽을 수 없어요: %s", path), "파일의 경로와 권한을 확인해 주세요."}
	}
	var all []gossh.PublicKey
	for {
		key, _, _, rest, err := gossh.ParseAuthorizedKey(data)
		if err != nil {
			break
		}
		all, data = append(all, key), rest
	}
	if len(all) == 0 || strings.TrimSpace(string(data)) != "" {
		return nil, &failure{exitUsage, fmt.Sprintf("공개 키가 아닌 줄이 있어요: %s", path), "authorized_keys처럼 한 줄에 키 하나를 적어 주세요."}
	}
	return all, nil
}

// learnerLabs are the labs of one learner of a workshop.
type learnerLabs struct {
	*visits

	programs map[string]*labs.Program
}

// Open implements workshop.Labs.
func (l *learnerLabs) Open(id string, enter, lease workshop.Turn) (*labs.Program, *labs.Runner, error) {
	p := l.programs[id]
	if p == nil {
		return nil, nil, &failure{exitUsage, fmt.Sprintf("%q라는 실습은 없어요.", id), "k8slab lab list로 실습을 볼 수 있어요."}
	}
	o, err := l.options(p.ID, float64(l.engines.app.settings.Rate))
	if err != nil {
		return nil, nil, err
	}
	o.Session.Quota, o.Most, o.Lease = learnerQuota(), sandboxMost(), lease
	o.Recording = func() (io.ReadCloser, error) { return l.engines.app.recording(id) }
	place := &place{enter: enter}
	open := o.Open
	o.Open = func(ctx context.Context) (sandbox.Driver, error) {
		if err := place.take(ctx); err != nil {
			return nil, err
		}
		d, err := open(ctx)
		if err != nil {
			place.leave() // The learner may try again, and others may meanwhile.
		}
		return d, err
	}
	named := o.OpenNamed
	o.OpenNamed = func(ctx context.Context, engine string) (sandbox.Driver, sandbox.SessionConfig, error) {
		d, cfg, err := named(ctx, engine)
		cfg.Quota = learnerQuota()
		return d, cfg, err
	}
	o.Closed = place.leave
	return p, labs.NewRunner(p, o), nil
}

// Close implements workshop.Labs.
func (l *learnerLabs) Close(clean bool) { l.end(clean) }

// place is a lab's place among those that are alive.
type place struct {
	enter workshop.Turn

	mu  sync.Mutex
	out func()
}

func (p *place) take(ctx context.Context) error {
	out, err := p.enter(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		p.out() // It was opened twice: one place is enough.
	}
	p.out = out
	return nil
}

func (p *place) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		p.out()
		p.out = nil
	}
}
