package image

// Applets lists the names under which labbox is linked in /bin: everything a learner can type. It is labbox's own list
// (cmd/labbox/applets.go) without what only engines call; the two are compared by a test there.
func Applets() []string {
	return []string{
		"basename", "cat", "chgrp", "chmod", "chown", "clear", "cp", "cut", "date", "dd", "df", "dirname", "du", "echo",
		"edit", "env", "false", "find", "free", "grep", "head", "hostname", "id", "ip", "kill", "killall", "less", "ln",
		"ls", "lsns", "mkdir", "mktemp", "more", "mount", "mv", "nano", "nc", "nohup", "nproc", "nsenter", "pgrep",
		"pidof", "ping", "pkill", "printenv", "printf", "ps", "pwd", "readlink", "realpath", "reset", "rm", "rmdir", "seq", "sh",
		"sleep", "sort", "stat", "stty", "sync", "tail", "tar", "tee", "timeout", "top", "touch", "tr", "true", "tty", "umount",
		"uname", "uniq", "unshare", "uptime", "vi", "watch", "wc", "wget", "which", "whoami", "work", "xargs", "yes",
	}
}
