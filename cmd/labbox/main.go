//go:build linux

// Labbox is the one program in every sandbox: its PID 1, its shell, its tools, the workloads of the labs, and the
// observer that reads namespaces and cgroups where the engine's kernel is. It is static and small, since nothing else
// is in the image, and it must start in a few milliseconds, since every tool that a learner types is a process of it.
//
// Which of these it is depends on the name it is called by, as with busybox: the image holds a link in /bin for each
// applet. Called by any other name, such as labbox, its first argument is that name.
package main

import (
	"fmt"
	"os"
	"path"
	"strings"
)

func main() { os.Exit(run(os.Args)) }

// run calls the applet that args ask for and returns its exit status. A leading '-' marks a login shell and is no part
// of the name.
func run(args []string) int {
	if len(args) == 0 {
		return usage("")
	}
	name := strings.TrimPrefix(path.Base(args[0]), "-")
	if applet, ok := applets()[name]; ok {
		return applet(args)
	}
	if len(args) < 2 {
		return usage(name)
	}
	if applet, ok := applets()[args[1]]; ok {
		return applet(args[1:])
	}
	return usage(args[1])
}

// usage says what could have been called; 127 is what a shell says of a command that does not exist.
func usage(name string) int {
	if name != "" && name != "labbox" {
		fmt.Fprintf(os.Stderr, "labbox: no applet %q\n", name)
	}
	fmt.Fprintln(os.Stderr, "usage: labbox APPLET [ARG]…; applets:", strings.Join(names(), " "))
	return 127
}
