#!/usr/bin/env bash
# Fails unless the commit that is checked out gives the same bytes in two directories with different names, umasks and
# build caches. TARGETS are the platforms, as in scripts/dist.sh; one is enough to find a leak of a path or a time.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export TARGETS=${TARGETS:-linux/amd64}

build() {
	git clone -q . "$work/$1/k8slab"
	(
		cd "$work/$1/k8slab"
		umask "$2"
		make -s build
		TZ=$3 scripts/dist.sh dist >/dev/null
	)
}

build one 022 UTC
build another/directory 077 Asia/Seoul
diff "$work/one/k8slab/dist/SHA256SUMS" "$work/another/directory/k8slab/dist/SHA256SUMS"
echo "the same bytes twice: $(wc -l <"$work/one/k8slab/dist/SHA256SUMS") files"
