//go:build linux

package applets

import (
	"fmt"
	"strings"
	"time"
)

// free shows the memory of the machine. /proc/meminfo is no part of any namespace, so a container sees the host's,
// whatever its own limit is.
func free(c *call) int {
	o, err := parse("b k m g h t w s: c: si=S S bytes=b kibi=k mebi=m gibi=g human=h total=t wide=w seconds=s count=c", c.args)
	if err != nil {
		return c.misuse(err)
	}
	show := func(n uint64) string { return itoa(n >> 10) }
	switch {
	case o.has("b"):
		show = func(n uint64) string { return itoa(n) }
	case o.has("m"):
		show = func(n uint64) string { return itoa(n >> 20) }
	case o.has("g"):
		show = func(n uint64) string { return itoa(n >> 30) }
	case o.has("h"):
		show = func(n uint64) string {
			if s := human(n); strings.ContainsAny(s, "KMGTPE") {
				return s + "i"
			}
			return human(n) + "B"
		}
	}
	for i := 1; ; i++ {
		m, err := meminfo()
		if err != nil {
			return c.fail("%s", reason(err))
		}
		c.freeTable(m, show, o.has("t"))
		every, err := duration(o.value("s", "1"))
		if err != nil {
			return c.misuse(err)
		}
		times, err := o.number("c", 0)
		if err != nil {
			return c.misuse(err)
		}
		if !o.has("s") && times == 0 || times > 0 && i == times {
			return 0
		}
		fmt.Fprintln(c.out)
		c.flush()
		time.Sleep(every)
	}
}

func (c *call) freeTable(m map[string]uint64, show func(uint64) string, total bool) {
	cache := m["Buffers"] + m["Cached"] + m["SReclaimable"]
	used := m["MemTotal"] - min(m["MemAvailable"], m["MemTotal"])
	if m["MemAvailable"] == 0 { // before Linux 3.14
		used = m["MemTotal"] - m["MemFree"] - cache
	}
	row := func(title string, values ...uint64) {
		fmt.Fprintf(c.out, "%-7s", title)
		for _, v := range values {
			fmt.Fprintf(c.out, " %11s", show(v))
		}
		fmt.Fprintln(c.out)
	}
	fmt.Fprintf(c.out, "%-7s", "")
	for _, t := range []string{"total", "used", "free", "shared", "buff/cache", "available"} {
		fmt.Fprintf(c.out, " %11s", t)
	}
	fmt.Fprintln(c.out)
	row("Mem:", m["MemTotal"], used, m["MemFree"], m["Shmem"], cache, m["MemAvailable"])
	row("Swap:", m["SwapTotal"], m["SwapTotal"]-m["SwapFree"], m["SwapFree"])
	if total {
		row("Total:", m["MemTotal"]+m["SwapTotal"], used+m["SwapTotal"]-m["SwapFree"], m["MemFree"]+m["SwapFree"])
	}
}
