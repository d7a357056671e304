package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/k8slab/k8slab/tui"
)

const (
	crashWhat = "프로그램에 잘못이 있어서 멈췄어요."
	crashDo   = "다시 실행하면 보던 데서 이어져요. 무엇이 잘못됐는지는 이 파일에 있어요: %s"
	crashTime = "20060102-150405"
)

// crashed keeps the account of a panic in a file, and tells where it is instead of showing it.
func (a *app) crashed(p *tui.Panic) error {
	b := buildInfo()
	report := fmt.Sprintf("k8slab %s %s %s/%s\n%s\n\n%v\n\n%s\n",
		b.Version, b.Revision, b.OS, b.Arch, time.Now().UTC().Format(time.RFC3339), p.Value, p.Stack)
	where := a.keepCrash(report)
	if a.log != nil {
		a.log.Error("crash", "report", where)
	}
	if where == "" {
		return &failure{exitFailed, crashWhat, "다시 실행하면 보던 데서 이어져요."}
	}
	return &failure{exitFailed, crashWhat, fmt.Sprintf(crashDo, where)}
}

// keepCrash writes a crash report where progress is kept, or among the temporary files.
func (a *app) keepCrash(report string) string {
	name := "crash-" + time.Now().UTC().Format(crashTime) + ".txt"
	for _, dir := range a.crashDirs() {
		path := filepath.Join(dir, name)
		if os.MkdirAll(dir, 0o700) == nil && os.WriteFile(path, []byte(report), 0o600) == nil {
			return path
		}
	}
	return ""
}
