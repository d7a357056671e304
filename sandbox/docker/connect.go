package docker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// Connect finds an engine and learns what it is. The returned error is a *sandbox.Error: of KindUnreachable if nothing
// answered, of KindDenied if something is there that this user may not open. With several candidates, the first in their
// order that answers is taken, and the error is that of the one that came nearest to answering. All are asked at the same
// time, so that however many hang, the patience is spent once.
func Connect(ctx context.Context, opts Options) (*Driver, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	candidates := Candidates(opts)
	answers := make([]chan answer, len(candidates))
	for i, e := range candidates {
		answers[i] = make(chan answer, 1)
		go func() {
			d, err := connectTo(ctx, e, opts)
			answers[i] <- answer{d, err}
		}()
	}
	var worst *sandbox.Error
	for i := range answers {
		a := <-answers[i]
		if a.err == nil {
			for _, other := range answers[i+1:] {
				go discard(other)
			}
			return a.driver, nil
		}
		if worst == nil || nearness(a.err) > nearness(worst) {
			worst = a.err
		}
	}
	return nil, worst
}

// answer is what came of one candidate.
type answer struct {
	driver *Driver
	err    *sandbox.Error
}

// discard closes what an engine behind the chosen one may have answered.
func discard(late <-chan answer) {
	if a := <-late; a.driver != nil {
		_ = a.driver.Close() // It has no session.
	}
}

// nearness orders failures by how much they tell: a socket that may not be opened or an engine that hangs says more than
// one that is not there.
func nearness(e *sandbox.Error) int {
	switch {
	case e.Kind == sandbox.KindDenied:
		return 3
	case e.Kind != sandbox.KindUnreachable, errors.Is(e, context.DeadlineExceeded):
		return 2
	case !errors.Is(e, os.ErrNotExist):
		return 1
	}
	return 0
}

// connectTo makes a driver of one endpoint, or says why not. It never takes longer than the endpoint's patience.
func connectTo(ctx context.Context, e Endpoint, opts Options) (*Driver, *sandbox.Error) {
	if e.Err != nil {
		return nil, unresolved(e)
	}
	dial, err := e.dialer()
	if err != nil {
		e.Err = err
		return nil, unresolved(e)
	}
	ctx, cancel := context.WithTimeout(ctx, e.patience(opts))
	defer cancel()
	conn, err := dial(ctx)
	if err != nil {
		return nil, unreachable(e, cmp.Or(ctx.Err(), err))
	}
	_ = conn.Close()
	api, err := newClient(e, dial)
	if err != nil {
		e.Err = err
		return nil, unresolved(e)
	}
	who, err := introduce(ctx, api, e)
	if err != nil {
		_ = api.Close()
		if se, ok := errors.AsType[*sandbox.Error](err); ok {
			return nil, se
		}
		return nil, unreachable(e, cmp.Or(ctx.Err(), err))
	}
	return newDriver(api, e, who, opts), nil
}

// patience is how long the endpoint may take to introduce itself.
func (e Endpoint) patience(opts Options) time.Duration {
	switch {
	case opts.Patience > 0:
		return opts.Patience
	case e.scheme() == "ssh":
		return 15 * time.Second
	case e.Asked:
		return 10 * time.Second // There is no other to turn to, and Podman on a busy machine takes some of that.
	case e.overTCP():
		return 5 * time.Second
	}
	return 3 * time.Second
}

// identity is what an engine said of itself.
type identity struct {
	info        sandbox.Info
	usernsRemap bool
	appArmor    bool
	hostname    string
}

// introduce negotiates the API version and asks the engine what it is; after the first answer the rest goes in
// parallel.
func introduce(ctx context.Context, api *client.Client, e Endpoint) (identity, error) {
	asked := time.Now()
	ping, err := api.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true})
	if err != nil {
		if client.IsErrConnectionFailed(err) || ctx.Err() != nil || isConnectionError(err) {
			return identity{}, err
		}
		return identity{}, strange(e, err)
	}
	latency := time.Since(asked)
	if ping.OSType == "windows" {
		return identity{}, unsupported("이 엔진은 Windows 컨테이너만 돌려요.",
			"Docker Desktop 메뉴에서 ‘Switch to Linux containers’를 고르세요.", nil)
	}
	type versionAnswer struct {
		v   client.ServerVersionResult
		err error
	}
	versions := make(chan versionAnswer, 1)
	go func() {
		v, err := api.ServerVersion(ctx, client.ServerVersionOptions{})
		versions <- versionAnswer{v, err}
	}()
	sys, err := api.Info(ctx, client.InfoOptions{})
	version := <-versions
	if err = errors.Join(err, version.err); err != nil {
		return identity{}, err
	}
	info := describe(sys.Info, version.v, api.ClientVersion())
	info.Endpoint, info.Source, info.Latency = e.Host, e.Source, latency
	options := sys.Info.SecurityOptions
	return identity{info, securityOption(options, "userns"), securityOption(options, "apparmor"), sys.Info.Name}, nil
}

// strange is for something that answers, but not as an engine that this client understands.
func strange(e Endpoint, err error) *sandbox.Error {
	return &sandbox.Error{
		Kind: sandbox.KindUnreachable,
		What: fmt.Sprintf("여기서 대답하는 것은 쓸 수 있는 컨테이너 엔진이 아니에요(%s: %s).", e.Host, daemonSays(err)),
		Do:   "주소가 맞는지 확인하고, 오래된 엔진이면 Docker 19.03 이상으로 올리세요.", Err: err,
	}
}
