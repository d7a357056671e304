// Package applets holds the small tools of the sandboxes: what a learner types to look around in a container.
//
// They take the options people type (ls -la, ps aux, ps -ef, head -2, df -h, sort -rn, grep -rn, cp -a) and say what
// the well-known tools say, in their words. Tools that teach what a container is (ps, top, lsns, nsenter, unshare, mount, ip,
// free, id) are made with care; the rest does what a lesson may need and refuses, rather than ignores, what it does not
// know.
//
// Every tool runs as a process of its own: one call of one function, which may exit, change its directory or enter
// namespaces as it likes.
package applets
