#!/usr/bin/env bash
# Fetches what the guest is made of from Debian's packages into .cache/v2vm: the cloud kernel, a few of its modules, and
# (with -d) a disk with Docker Engine on it. No root; what is there already stays.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
cache=$here/../../.cache/v2vm
mkdir -p "$cache"
cache=$(realpath "$cache")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() {
	apt-get -qq download "$@" 2>"$work/log" || {
		cat "$work/log" >&2
		echo "v2vm: cannot download $*; is this Debian, and has apt-get update been run?" >&2
		exit 1
	}
}

# Later Debian releases compress modules.
module() {
	local file
	file=$(find x -path '*/modules/*' -name "$1.ko*" | sed -n 1p)
	[ -n "$file" ] || {
		echo "v2vm: the kernel's package has no module $1" >&2
		exit 1
	}
	case $file in
	*.xz) xz -dc "$file" ;;
	*.zst) zstd -qdc "$file" ;;
	*) cat "$file" ;;
	esac >"$2/$1.ko"
}

kernel() {
	local package
	package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: //p' | sed -n 1p)
	[ -n "$package" ] || {
		echo "v2vm: apt knows no linux-image-cloud-amd64; run apt-get update" >&2
		exit 1
	}
	fetch "$package"
	dpkg-deb -x "$package"_*.deb x
	local m
	mkdir -p modules disk-modules
	# Overlays and virtual networks; then what Docker needs to answer names within its networks.
	for m in overlay llc stp bridge veth libcrc32c x_tables ip_tables nf_defrag_ipv4 nf_defrag_ipv6 nf_conntrack nf_nat \
		iptable_nat iptable_filter xt_nat xt_tcpudp; do module $m modules; done
	for m in virtio virtio_ring virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk squashfs; do
		module $m disk-modules
	done
	rm -rf "$cache/modules" "$cache/disk-modules"
	mv modules disk-modules "$cache"
	mv x/boot/vmlinuz-* "$cache/vmlinuz"
	rm -rf x
}

# Programs and the libraries that the loader finds for them, nothing else.
disk() {
	fetch docker.io containerd runc tini libdevmapper1.02.1 libseccomp2 libsystemd0 libudev1 libselinux1 libpcre2-8-0 \
		libcap2 libgcrypt20 libgpg-error0 liblzma5 libzstd1 liblz4-1 libc6 iptables libip4tc2 libip6tc2 libxtables12
	local deb
	for deb in *.deb; do dpkg-deb -x "$deb" x; done
	mkdir -p u/bin u/lib/modules u/lib64
	local program file
	for program in containerd containerd-shim-runc-v2 dockerd docker runc ctr xtables-legacy-multi; do
		file=$(find x -path "*bin/$program" -type f | sed -n 1p)
		[ -z "$file" ] || cp "$file" u/bin/
	done
	file=$(find x -name tini-static -type f | sed -n 1p)
	[ -z "$file" ] || cp "$file" u/bin/docker-init
	ln -s xtables-legacy-multi u/bin/iptables
	ln -s xtables-legacy-multi u/bin/ip6tables
	mkdir u/lib/x86_64-linux-gnu
	cp -a "$(find x -type d -name xtables | sed -n 1p)" u/lib/x86_64-linux-gnu/
	local loader path
	loader=$(find x -name ld-linux-x86-64.so.2 | sed -n 1p)
	cp -L "$loader" u/lib64/
	path=$(find x -type d -name x86_64-linux-gnu | paste -sd:)
	# The loader cannot list those of a static program, which needs none.
	for program in u/bin/*; do
		(LD_TRACE_LOADED_OBJECTS=1 "$loader" --library-path "$path" "$program" || true) 2>/dev/null
	done 2>/dev/null | awk '$2 == "=>" && $1 !~ "/" {print $1, $3}' | sort -u >libraries
	local name
	while read -r name file; do
		[ "$file" != not ] || {
			echo "v2vm: a package with $name is missing from the list above" >&2
			exit 1
		}
		cp -L "$file" "u/lib/$name"
	done <libraries
	cp "$cache"/modules/*.ko u/lib/modules/
	# Not compressed: the one who would have to unpack it is emulated.
	mksquashfs u disk -all-root -noappend -noI -noD -noF -noX -quiet -no-progress >&2
	mv disk "$cache/docker.squashfs"
}

# What another version of this script made is of no use.
stamp=$(sha256sum "$here/packages.sh" | cut -d ' ' -f 1)
if [ "$(cat "$cache/stamp" 2>/dev/null)" != "$stamp" ]; then
	rm -rf "$cache/vmlinuz" "$cache/modules" "$cache/disk-modules" "$cache/docker.squashfs"
	kernel
	echo "$stamp" >"$cache/stamp"
fi
[ "${1:-}" != -d ] || [ -s "$cache/docker.squashfs" ] || disk
