//go:build linux

package work

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"time"
)

func mirrorWorkload() workload {
	return workload{
		name:   "mirror",
		about:  "거울: 이 칸에서 보이는 커널의 이름과 부팅 번호, 켜진 시간, 부하를 그대로 말해요",
		params: common(86_400),
		values: "uptime_s(켜진 지) load_1m(1분 부하) memory_mib(전체 메모리) files(커널 전체에서 열린 파일) " +
			"threads_max(커널 전체의 스레드 한도) cpu_cores",
		run: runMirror,
	}
}

// runMirror says what the kernel tells a program that asks from in here. Nothing of it is namespaced, unless a time
// namespace has been given another clock.
func runMirror(ctx context.Context, r *run) error {
	fmt.Fprintf(r.out, "커널 %s\n", firstField("/proc/sys/kernel/osrelease"))
	fmt.Fprintf(r.out, "부팅 번호 %s\n", firstField("/proc/sys/kernel/random/boot_id"))
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		return map[string]float64{
			"uptime_s":    round(figure("/proc/uptime")),
			"load_1m":     round(figure("/proc/loadavg")),
			"memory_mib":  round(memTotal() / 1024),
			"files":       round(figure("/proc/sys/fs/file-nr")),
			"threads_max": round(figure("/proc/sys/kernel/threads-max")),
		}
	})
	return nil
}

// firstField is the first word of a file of the kernel's; empty if it can't be read.
func firstField(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	if fields := bytes.Fields(data); len(fields) > 0 {
		return string(fields[0])
	}
	return ""
}

// figure is the number that a file begins with; 0 if it can't be read.
func figure(path string) float64 {
	f, _ := strconv.ParseFloat(firstField(path), 64)
	return f
}

// memTotal is MemTotal of /proc/meminfo, in KiB.
func memTotal() float64 {
	data, _ := os.ReadFile("/proc/meminfo")
	for line := range bytes.Lines(data) {
		if f := bytes.Fields(line); len(f) > 1 && string(f[0]) == "MemTotal:" {
			n, _ := strconv.ParseFloat(string(f[1]), 64)
			return n
		}
	}
	return 0
}
