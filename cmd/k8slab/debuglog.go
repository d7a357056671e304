package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/sandbox"
)

// autoLog asks for the debug log in the state directory.
const autoLog = "auto"

// withDebugFile lets `--debug FILE` be written as it is read: the parser takes a value that may be left out only from
// `--debug=FILE`. What follows is a file if it looks like one; lessons and commands have neither a dot nor a slash.
func withDebugFile(args []string) []string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if arg == "--debug" && i+1 < len(args) && args[i+1][:min(1, len(args[i+1]))] != "-" &&
			strings.ContainsAny(args[i+1], `./\`) {
			joined := append([]string{}, args[:i]...)
			return append(append(joined, "--debug="+args[i+1]), args[i+2:]...)
		}
	}
	return args
}

// openLog opens the debug log that the settings ask for. Whoever asks for one wants to have it: that it cannot be
// written is a failure.
func (a *app) openLog() error {
	a.log = slog.New(slog.DiscardHandler)
	path := a.settings.Debug
	if path == "" {
		return nil
	}
	if path == autoLog {
		dir, err := progress.Dir(runtime.GOOS, a.getenv)
		if err != nil {
			return &failure{exitFailed, "동작 기록을 둘 곳을 알 수 없어요.", "--debug=파일로 어디에 쓸지 알려 주세요."}
		}
		path = filepath.Join(dir, "debug.log")
		_ = os.MkdirAll(dir, 0o700) // Opening the file tells whether that went well.
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return &failure{exitFailed, fmt.Sprintf("동작 기록을 쓸 수 없어요: %s", path), "경로와 권한, 남은 공간을 확인해 주세요."}
	}
	a.closers = append(a.closers, func() { _ = f.Close() })
	a.log = slog.New(newLogHandler(f, os.Environ()))
	b := buildInfo()
	a.log.Info("begin", "version", b.Version, "revision", b.Revision, "go", b.Go, "os", b.OS, "arch", b.Arch,
		"pid", os.Getpid(), "term", a.getenv("TERM"), "locale", a.getenv("LANG"))
	for _, o := range a.origins {
		a.log.Info("setting", "name", o.Name, "value", typed(o), "source", o.Layer.String(), "where", o.Where)
	}
	a.closers = append(a.closers, func() { a.log.Info("end") })
	return nil
}

// newLogHandler writes JSON lines from which secrets are taken out: credentials inside of addresses, and the values of
// variables that by their names hold secrets, wherever they turn up. What is logged is chosen so that there are none;
// this is for what an engine's answer or a path may bring along.
func newLogHandler(w io.Writer, environ []string) slog.Handler {
	pairs := []string{}
	secret := regexp.MustCompile(`(?i)token|secret|passw|credential|_auth|api_?key|private`)
	for _, v := range environ {
		name, value, _ := strings.Cut(v, "=")
		if secret.MatchString(name) && len(value) >= 4 {
			pairs = append(pairs, value, "***")
		}
	}
	values := strings.NewReplacer(pairs...)
	userinfo := regexp.MustCompile(`(://)[^/@\s]*@`)
	clean := func(s string) string { return userinfo.ReplaceAllString(values.Replace(s), "${1}***@") }
	return slog.NewJSONHandler(w, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, at slog.Attr) slog.Attr {
			switch v := at.Value.Any().(type) {
			case string:
				at.Value = slog.StringValue(clean(v))
			case error:
				at.Value = slog.StringValue(clean(v.Error()))
			}
			return at
		},
	})
}

// logEvents gives a labs.Options.Record that logs what happens in a lab. Of a command only its kind is kept: its
// arguments may be a learner's.
func (a *app) logEvents(lab string) func(labs.Event) {
	log := a.log.With("lab", lab)
	return func(e labs.Event) {
		switch {
		case e.Connected != nil:
			i := e.Connected
			log.Info("connected", "engine", i.Name, "version", i.Version, "api", i.API, "endpoint", i.Endpoint,
				"source", i.Source, "kernel", i.Kernel, "cgroup", i.CgroupVersion, "rootless", i.Rootless)
		case e.Failed != nil:
			log.Error("failed", "kind", e.Failed.Kind, "what", e.Failed.What)
		case e.Logged != nil:
			logOperation(log, e.Logged)
		case e.Began != nil:
			log.Info("step began", "step", e.Began.Step)
		case e.Ended != nil && e.Ended.Fault != nil:
			log.Warn("step ended", "step", e.Ended.Step, "kind", e.Ended.Fault.Kind, "what", e.Ended.Fault.What)
		case e.Ended != nil:
			log.Info("step ended", "step", e.Ended.Step)
		case e.Measured != nil:
			log.Info("measured", "key", e.Measured.Key, "value", e.Measured.Value, "unit", e.Measured.Unit)
		case e.Reset != nil:
			log.Info("reset")
		case e.Observed != nil && e.Observed.Lost != nil:
			log.Warn("observer lost", "why", e.Observed.Lost.Why)
		}
	}
}

func logOperation(log *slog.Logger, entry *sandbox.Entry) {
	log.Info("operation", "op", entry.Op, "sandbox", entry.Sandbox, "took", entry.Took.String(), "err", entry.Err)
	for _, c := range entry.Calls {
		path, _, _ := strings.Cut(c.Path, "?")
		log.Debug("call", "method", c.Method, "path", path, "status", c.Status, "took", c.Took.String())
	}
}
