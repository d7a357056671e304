#!/usr/bin/env bash
# Tests on a kernel with pure cgroup v2, in a virtual machine without KVM.
#
#   run.sh                     all of the following but inspect of an Engine's containers, for which an emulated machine is
#                              sometimes too slow; as many guests at once as there are CPUs
#   run.sh setup               fetch what the guest is made of (run by the others as well)
#   run.sh kernel              the readers of kernel files
#   run.sh native-root         the embedded engine's contract and tests, as root
#   run.sh native-user         the same as an ordinary user with delegated control groups
#   run.sh docker              the Docker driver's contract, against an Engine in the guest
#   run.sh inspect             what `k8slab inspect` tells against the kernel's own files: of the embedded engine's sandboxes,
#                              and of an Engine's containers with all kinds of settings
#   run.sh labs                all labs on the embedded engine, as root and as an ordinary user at once (needs `make
#                              build`): what is unavailable must be what test/pins lists. With names, those labs only
#   run.sh guest OPTION… CMD   any command in the guest (see guest.sh)
#
# Arguments behind a name are handed to the test program: run.sh native-root -test.run Hostile
set -euo pipefail
cd "$(dirname "$0")/../.."
vm=test/v2vm
cache=.cache/v2vm
go=${GO:-go}
built='' # set when everything that is put into guests has been built

# Root installs what is missing, as make does; anyone else is told.
tools() {
	[ -x scripts/deps.sh ] && scripts/deps.sh v2
}

build() {
	[ -z "$built" ] || return 0
	mkdir -p $cache/tests
	CGO_ENABLED=0 "$go" test -c -o "$cache/tests/$1" "./$2"
}

labbox() {
	[ -z "$built" ] || return 0
	mkdir -p $cache/tests
	CGO_ENABLED=0 "$go" build -trimpath -buildvcs=false -ldflags '-s -w' -o $cache/tests/labbox ./cmd/labbox
}

# Tests whose processes write to files beside them find those in the guest's directory; none does so far.
kernel_files() {
	build kernel.test sandbox/kernel
	build observe.test sandbox/kernel/observe
	labbox
}

kernel() {
	kernel_files
	$vm/guest.sh -t 300 -f $cache/tests/kernel.test -f $cache/tests/observe.test -f $cache/tests/labbox \
		"./kernel.test ${*@Q} && ./observe.test ${*@Q}"
}

native_files() {
	build native.test sandbox/native
	labbox
}

native() {
	local who=$1
	shift
	native_files
	local as=()
	[ "$who" != user ] || as=(-u)
	$vm/guest.sh -m -t 900 ${as[@]+"${as[@]}"} -f $cache/tests/native.test -f $cache/tests/labbox \
		"./native.test -test.timeout 15m ${*@Q}"
}

# Without arguments, two guests share the contract: each has one CPU, and there are two at least.
docker() {
	build docker.test sandbox/docker
	labbox
	if [ $# -gt 0 ]; then
		engine "$@"
		return
	fi
	local out=$cache/tests/docker.log status=0
	engine_half 2 >"$out" 2>&1 &
	engine_half 1 || status=$?
	wait $! || status=$?
	cat "$out"
	return $status
}

# One half of the contract.
engine_half() {
	local first='^TestContract$/^(Info|Image|Life|ExitCode|Names|Invalid|Journal|Namespaces|Processes|Fences|Report|Exec.*'
	first+='|Update|Throttle|OutOfMemory.*|TasksLimit|Pause|Signal)$'
	if [ "$1" = 1 ]; then
		engine -test.v -test.run "$first"
	else
		engine -test.v -test.run '^TestContract$' -test.skip "$first"
	fi
}

# The Docker driver's tests with an Engine in the guest.
engine() {
	$vm/guest.sh -d $cache/docker.squashfs -t 2400 -f $cache/tests/docker.test -f $cache/tests/labbox \
		"./docker.test -test.timeout 40m ${*@Q}"
}

inspect() {
	native root -test.v -test.run '^TestInspect' "$@"
	docker -test.v -test.run '^TestInspect$' "$@"
}

# Every lab on the embedded engine, as root and as an ordinary user, each in a guest of its own at the same time; what was
# unavailable is compared with test/pins/unavailable.txt. Or the labs that are named, as both: run.sh labs terms image …
labs() {
	program || return
	local status=0 lab
	if [ $# -gt 0 ]; then
		for lab; do
			lab root "$lab" && lab user "$lab" || return
		done
		return
	fi
	pins
	every user &
	every root || status=$?
	wait $! || status=$?
	return $status
}

program() {
	[ -x bin/k8slab ] || {
		echo "v2vm: bin/k8slab is missing; run make build" >&2
		return 1
	}
}

pins() {
	mkdir -p $cache/tests
	"$go" build -o $cache/tests/pins ./test/pins/check
}

# One lab, with patience: what takes a second elsewhere may take ten under emulation.
lab() {
	local as=()
	[ "$1" != user ] || as=(-u)
	$vm/guest.sh -m -t 2400 ${as[@]+"${as[@]}"} -f bin/k8slab \
		"./k8slab lab run ${2@Q} --auto --patience 6 --engine native -o json 2>/dev/ttyS0"
}

# All labs, and what came of them. The status of the run itself says less than the list: a lab may end early where the
# emulated machine is too slow for it.
every() {
	local out=$cache/tests/labs-$1.json status=0
	lab "$1" all >"$out" || status=$?
	sed -n '/^}/q;p' "$out" >"$out.run" && echo '}' >>"$out.run"
	# shellcheck disable=SC2046 # one word for each lab
	if ! $cache/tests/pins "$1" $(bin/k8slab lab list | cut -d ' ' -f 1) <"$out.run"; then
		echo "v2vm: the labs as $1 (status $status) printed:" >&2
		cat "$out" >&2
		return 1
	fi
	echo "labs as $1: as listed"
}

# step runs in the background of all. What it printed is shown when it is over, so that steps do not mix.
step() {
	local name=$1 began=$SECONDS result=fine out
	out=$(mktemp)
	shift
	"$@" >"$out" 2>&1 || result=FAILED
	(
		flock 9
		printf '\n== cgroup v2: %s\n' "$name"
		cat "$out"
		printf '== cgroup v2: %s: %s after %d s\n' "$name" $result $((SECONDS - began))
		[ $result = fine ] || printf '%s\n' "$name" >&8
	) 9>>"$failures.lock" 8>>"$failures"
	rm -f "$out"
}

# All guests, the longest first, as many at once as there are CPUs: each has one.
all() {
	program
	failures=$(mktemp)
	kernel_files
	native_files
	build docker.test sandbox/docker
	labbox
	pins
	built=1
	local steps=(
		'the Docker contract, first half|engine_half 1' 'the Docker contract, second half|engine_half 2'
		'all labs, as root|every root' 'all labs, as an ordinary user|every user'
		'the embedded engine, as root|native root' 'the embedded engine, as an ordinary user|native user'
		'readers of kernel files|kernel'
	)
	local one words cpus
	cpus=$(nproc)
	for one in "${steps[@]}"; do
		while [ "$(jobs -rp | wc -l)" -ge "$cpus" ]; do
			wait -n || true
		done
		read -ra words <<<"${one#*|}"
		step "${one%|*}" "${words[@]}" &
	done
	wait
	local failed
	failed=$(paste -sd, "$failures")
	rm -f "$failures" "$failures.lock"
	[ -z "$failed" ] || {
		printf '\nfailed on cgroup v2: %s\n' "$failed"
		exit 1
	}
}

what=${1:-all}
[ $# = 0 ] || shift
tools
case $what in
setup) $vm/packages.sh -d ;;
guest) $vm/packages.sh && exec $vm/guest.sh "$@" ;;
kernel) $vm/packages.sh && kernel "$@" ;;
native-root) $vm/packages.sh && native root "$@" ;;
native-user) $vm/packages.sh && native user "$@" ;;
docker) $vm/packages.sh -d && docker "$@" ;;
inspect) $vm/packages.sh -d && inspect "$@" ;;
labs) $vm/packages.sh && labs "$@" ;;
all) $vm/packages.sh -d && all ;;
*)
	sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2
	exit 2
	;;
esac
