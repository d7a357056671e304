#!/usr/bin/env bash
# Writes what comes with the program: manual pages into DIR/man/man1 and completions into DIR/completions.
#
#   scripts/pages.sh PROGRAM DIR
#
# PROGRAM must run on this machine; the pages of all platforms are the same.
set -euo pipefail
program=$1 dir=$2
# The date in the pages is that of the sources, so that the same sources give the same pages.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
export SOURCE_DATE_EPOCH

rm -rf "$dir/man" "$dir/completions"
mkdir -p "$dir/man/man1" "$dir/completions"
"$program" man "$dir/man/man1"
for page in "$dir"/man/man1/*.1; do
	gzip -9n "$page"
done
"$program" completion bash >"$dir/completions/k8slab.bash"
"$program" completion zsh >"$dir/completions/_k8slab"
"$program" completion fish >"$dir/completions/k8slab.fish"
"$program" completion powershell >"$dir/completions/k8slab.ps1"
