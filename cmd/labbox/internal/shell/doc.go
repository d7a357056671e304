// Package shell is the shell of the sandboxes: mvdan.cc/sh as interpreter, a line editor, and the job control that the
// interpreter does not have.
//
//	sh                 an interactive shell on a terminal, a script from standard input elsewhere
//	sh -c COMMAND [NAME ARG…]
//	sh FILE [ARG…]
//
// Every tool runs as a process of its own, so that ps, kill and a limit of processes show what they should. With job
// control, what was typed in one statement is one process group, as POSIX has it; the terminal belongs to the group in
// the foreground. Three things make this work over an interpreter that runs in one process:
//
//   - Before a statement runs, the interpreter is copied. When the statement is stopped (Ctrl-Z) it keeps the original,
//     and the shell goes on with the copy; whatever the statement still does to variables is lost, as in a subshell.
//   - "X &" is rewritten before it runs, so that the processes of X are known to be one job, and $! is a real process ID.
//   - jobs, fg, bg, kill, wait, history, umask and ulimit, which the interpreter claims and lacks, are led to commands of
//     this package.
//
// Known limits: subshells and functions in a pipeline are goroutines of the shell, not processes. Ctrl-Z in a loop stops
// the process that runs, and fg goes on with the loop.
package shell
