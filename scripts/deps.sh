#!/usr/bin/env bash
# Installs what a target needs and this machine lacks, on Debian and Ubuntu, as root. Says what is missing otherwise.
#
#   scripts/deps.sh test|engine|v2|shots
set -euo pipefail

# Each line: the target's packages as PROBE=PACKAGE, where PROBE is a command or a file that the package brings.
engine='dockerd=docker.io docker=docker-cli iptables=iptables ip=iproute2'
case "${1:-}" in
engine) needs="$engine" ;;
test) needs="$engine ssh=openssh-client sftp=openssh-client gcc=gcc /usr/include/stdlib.h=libc6-dev /usr/share/i18n/locales/ko_KR=locales" ;;
v2) needs="qemu-system-x86_64=qemu-system-x86 cpio=cpio busybox=busybox-static mksquashfs=squashfs-tools" ;;
shots)
	fonts=/usr/share/fonts/truetype
	needs="$engine rsvg-convert=librsvg2-bin $fonts/nanum/NanumGothicCoding.ttf=fonts-nanum-coding"
	needs="$needs $fonts/dejavu/DejaVuSansMono.ttf=fonts-dejavu-core"
	;;
*)
	echo "usage: scripts/deps.sh test|engine|v2|shots" >&2
	exit 2
	;;
esac

present() {
	case "$1" in
	/*) [ -e "$1" ] ;;
	*) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null ;;
	esac
}

missing() {
	local need
	for need in $needs; do
		present "${need%%=*}" || echo "${need#*=}"
	done
}

# The docker command is a package of its own from Debian 13 on, and part of docker.io before.
packages() {
	local p
	for p in $(missing); do
		if [ "$p" = docker-cli ] && ! apt-cache show docker-cli >/dev/null 2>&1; then
			p=docker.io
		fi
		echo "$p"
	done | sort -u
}

locale_present() { locale -a 2>/dev/null | grep -qiE '^ko_KR\.utf-?8$'; }

if [ -n "$(missing)" ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "make: this needs the Debian packages: $(missing | xargs); install them, or run make as root." >&2
		exit 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	echo "installing: $(missing | xargs)"
	apt-get update -qq
	# shellcheck disable=SC2046 # one word for each package
	apt-get install -y -qq --no-install-recommends $(packages) >/dev/null
	if [ -n "$(missing)" ]; then
		echo "make: still missing after apt-get install: $(missing | xargs)" >&2
		exit 1
	fi
fi

# The guest's kernel is downloaded as a package: apt must know of packages at all.
if [ "$1" = v2 ] && ! apt-cache show linux-image-cloud-amd64 >/dev/null 2>&1; then
	if [ "$(id -u)" != 0 ]; then
		echo "make: apt knows no packages yet; run apt-get update, or run make as root." >&2
		exit 1
	fi
	apt-get update -qq
fi

# The tests run in a Korean locale too. localedef makes it without an entry in /etc/locale.gen.
if [ "$1" = test ] && ! locale_present; then
	if [ "$(id -u)" != 0 ]; then
		echo "make: the tests need the locale ko_KR.UTF-8; generate it, or run make as root." >&2
		exit 1
	fi
	echo "generating the locale ko_KR.UTF-8"
	localedef -i ko_KR -f UTF-8 ko_KR.UTF-8
fi
