//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine says where and when it was measured, and how busy the machine was with everything together.
type machine struct {
	Date   string  `json:"date"`
	CPUs   int     `json:"cpus"`
	CPU    string  `json:"cpu"`
	Kernel string  `json:"kernel"`
	Go     string  `json:"go"`
	Load   float64 `json:"loadBefore"` // load average over a minute, before
}

func thisMachine() machine {
	m := machine{Date: time.Now().UTC().Format(time.DateOnly), CPUs: runtime.NumCPU(), Go: runtime.Version()}
	m.Kernel = strings.TrimSpace(content("/proc/sys/kernel/osrelease"))
	for l := range strings.Lines(content("/proc/cpuinfo")) {
		if name, value, _ := strings.Cut(l, ":"); strings.TrimSpace(name) == "model name" {
			m.CPU = strings.TrimSpace(value)
		}
	}
	first, _, _ := strings.Cut(content("/proc/loadavg"), " ")
	if load, err := strconv.ParseFloat(first, 64); err == nil {
		m.Load = load
	}
	return m
}

// content is a file's text, "" if it cannot be read.
func content(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

func (m machine) String() string {
	return fmt.Sprintf("%s, %d × %s, Linux %s, %s, load %.1f before", m.Date, m.CPUs, m.CPU, m.Kernel, m.Go, m.Load)
}
