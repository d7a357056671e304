#!/usr/bin/env bash
# Boots a virtual machine with Debian's cloud kernel and pure cgroup v2, in software, runs one command in it, and gives
# back its output and its status. No root, no KVM, no network.
#
#   guest.sh [-u] [-d DISK] [-m] [-t SECONDS] [-f FILE]… COMMAND
#
#   -u   run the command as an ordinary user, with control groups of their own, instead of root
#   -d   a disk with Docker Engine (made by disk.sh); the engine runs, and DOCKER_HOST says where
#   -m   load the modules for overlays and virtual networks
#   -f   put FILE into the directory in which the command runs; may be given again
#
# Status 125 says that the guest did not answer in time, which is the emulator's fault now and then and no test's: it is
# tried once more.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
cache=$here/../../.cache/v2vm
user='' disk='' modules='' patience=600 files=()
while getopts ud:mt:f: option; do
	case $option in
	u) user=1 ;;
	d) disk=$OPTARG ;;
	m) modules=1 ;;
	t) patience=$OPTARG ;;
	f) files+=("$OPTARG") ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || {
	echo "usage: guest.sh [-u] [-d DISK] [-m] [-t SECONDS] [-f FILE]… COMMAND" >&2
	exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,next,t}
cp "$(command -v busybox)" "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
	[ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
install -m 755 "$here/init" "$root/init"
install -m 755 "$here/go" "$root/bin/go"
for file in ${files[@]+"${files[@]}"}; do
	cp "$file" "$root/t/"
done
chmod -R a+rX "$root"
printf '%s\n' "$1" >"$root/t/job"
[ -z "$user" ] || : >"$root/t/user"
[ -z "$disk" ] || cp -r "$cache/disk-modules" "$root/t/mod"
[ -z "$modules" ] || cp -r "$cache/modules" "$root/t/net"
(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1) >"$work/initrd"

memory=768
[ -z "$disk" ] || memory=2048
# One CPU: with two the emulated kernel hangs now and then. And a plain one: what newer ones have makes programs choose
# instructions that are slow in emulation; with "-cpu max" everything takes a quarter longer.
machine=(
	-M q35 -accel tcg -cpu Nehalem -smp 1 -m $memory -nodefaults -no-user-config -display none -no-reboot
	-kernel "$cache/vmlinuz" -initrd "$work/initrd" -append "console=ttyS0 panic=-1 quiet mitigations=off"
)
[ -z "$disk" ] || machine+=(-drive "file=$disk,format=raw,if=virtio,readonly=on")

for try in 1 2; do
	: >"$work/status"
	timeout -k 5 "$patience" qemu-system-x86_64 "${machine[@]}" \
		-serial "file:$work/console" -serial stdio -serial "file:$work/status" </dev/null || true
	status=$(sed -n 's/^status=//p' "$work/status")
	[ "${status:-0}" = 0 ] || tail -n 20 "$work/console" >&2
	[ -z "$status" ] || exit "$status"
	echo "v2vm: the guest did not answer within $patience s (try $try); its console ended with:" >&2
	tail -n 20 "$work/console" >&2
done
exit 125
