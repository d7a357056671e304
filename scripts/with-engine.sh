#!/usr/bin/env bash
# Runs a command with a Docker Engine of its own, and removes the engine with everything in it afterwards, whatever
# happens:
#
#   scripts/with-engine.sh go test ./sandbox/docker
#
# The command finds it in K8SLAB_TEST_DOCKER. If that is set already, the engine it names is used and none is started.
#
# The engine shares nothing with one that the machine may run already: it has its own directories, socket, containerd
# namespaces, bridge and addresses, and does not manage the host's packet filter. (A second daemon with the default
# bridge, or with "none", would take docker0 from the first; one that manages iptables would flush the first one's
# rules.) What it would have seen to there is done here: its networks reach nothing outside of themselves.
set -euo pipefail

if [ $# = 0 ]; then
	echo "usage: scripts/with-engine.sh COMMAND [ARGUMENT…]" >&2
	exit 2
fi
if [ -n "${K8SLAB_TEST_DOCKER:-}" ]; then
	exec "$@"
fi
if [ "$(id -u)" != 0 ]; then
	echo "make: a private Docker Engine needs root; run as root, or set K8SLAB_TEST_DOCKER=unix:///path/docker.sock." >&2
	exit 1
fi
PATH="$PATH:/usr/sbin:/sbin"

# The path is short because a unix socket's may have 107 bytes at most.
prefix=/tmp/k8slab-engine.
networks=10.214.0.0/16
engine_pid='' command_pid=''

# filter adds (-I) or deletes (-D) the rules: frames that stay on one bridge pass, even where another engine has set the
# filter to drop; packets between our networks and the rest of the world do not.
filter() {
	iptables -w 30 "$1" FORWARD -s "$networks" ! -d "$networks" -j DROP &&
		iptables -w 30 "$1" FORWARD ! -s "$networks" -d "$networks" -j DROP &&
		iptables -w 30 "$1" FORWARD -m physdev --physdev-is-bridged -s "$networks" -d "$networks" -j ACCEPT
}

# remove DIR takes down what an engine in that directory may have left. It is also used on the remains of a run that
# was killed before it could clean up.
remove() {
	local dir=$1 pid link
	for pid in "$dir/docker.pid" "$dir/exec/containerd/containerd.pid"; do
		stop_pid "$(cat "$pid" 2>/dev/null || true)"
	done
	# Networks outlive their daemon as bridges of the host; the daemon's own records name them.
	for link in $(grep -aoE 'br-[0-9a-f]{12}' "$dir/data/network/files/local-kv.db" 2>/dev/null | sort -u) \
		"$(cat "$dir/bridge" 2>/dev/null || true)"; do
		if [ -n "$link" ]; then
			ip link delete "$link" 2>/dev/null || true
		fi
	done
	if [ -e "$dir/filtered" ]; then
		filter -D || true
	fi
	awk -v dir="$dir/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
		xargs -r umount -l 2>/dev/null || true
	rm -rf --one-file-system "$dir"
}

# stop_pid ends a process politely, then by force.
stop_pid() {
	local pid=$1 tries
	[ -n "$pid" ] && kill -TERM "$pid" 2>/dev/null || return 0
	for ((tries = 0; tries < 100; tries++)); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL "$pid" 2>/dev/null || true
}

sweep() {
	local dir owner
	for dir in "$prefix"*; do
		[ -d "$dir" ] || continue
		owner=$(cat "$dir/owner" 2>/dev/null || true)
		if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
			echo "removing the remains of an engine whose owner is gone: $dir" >&2
			remove "$dir"
		fi
	done
}

# shellcheck disable=SC2317 # called by the trap
cleanup() {
	trap - EXIT
	trap '' INT TERM HUP
	if [ -n "$command_pid" ]; then
		kill -TERM -- "-$command_pid" 2>/dev/null || true
	fi
	if [ -n "$engine_pid" ]; then
		stop_pid "$engine_pid"
		wait "$engine_pid" 2>/dev/null || true
	fi
	remove "$dir"
}

sweep
dir=$(mktemp -d "${prefix}XXXXXX")
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
echo $$ >"$dir/owner"

# A bridge with a free /24 of its own.
bridge="k8slab$((RANDOM % 100000))"
for ((n = 1; n < 255; n++)); do
	ip route get "10.213.$n.1" 2>/dev/null | grep -qE ' dev (lo|k8slab|br-|docker)' || break
done
echo "$bridge" >"$dir/bridge"
ip link add name "$bridge" type bridge
ip address add "10.213.$n.1/24" dev "$bridge"
ip link set "$bridge" up

if filter -I; then
	touch "$dir/filtered"
else
	echo "make: iptables does not work here, so test networks are not cut off from the host's" >&2
fi

# The parent-death signal ends the daemon even when this script is killed by force.
setsid setpriv --pdeathsig TERM dockerd \
	--data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/docker.pid" --host "unix://$dir/docker.sock" \
	--containerd-namespace k8slab-test --containerd-plugins-namespace k8slab-test-plugins \
	--bridge "$bridge" --default-address-pool "base=$networks,size=24" \
	--iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
	>"$dir/log" 2>&1 &
engine_pid=$!

export K8SLAB_TEST_DOCKER="unix://$dir/docker.sock"
for ((tries = 0; ; tries++)); do
	if docker --host "$K8SLAB_TEST_DOCKER" version >/dev/null 2>&1; then
		break
	fi
	if [ "$tries" = 300 ] || ! kill -0 "$engine_pid" 2>/dev/null; then
		echo "make: the private Docker Engine does not answer; its log ends:" >&2
		tail -n 20 "$dir/log" >&2
		exit 1
	fi
	sleep 0.2
done
version=$(docker --host "$K8SLAB_TEST_DOCKER" version --format '{{.Server.Version}}')
echo "private Docker Engine $version at $K8SLAB_TEST_DOCKER" >&2

# In a session of its own, so that all of it can be ended together; it does not outlive this script either.
setsid setpriv --pdeathsig TERM "$@" &
command_pid=$!
status=0
wait "$command_pid" || status=$?
exit "$status"
