#!/usr/bin/env bash
# Builds the floor and the bench, runs the bench with the arguments given, and then the packages' own benchmarks. Called
# by `make bench`, which has built the program and started the engine named by K8SLAB_TEST_DOCKER.
set -euo pipefail
cd "$(dirname "$0")/.."

go=${GO:-go}
mkdir -p .cache/bench
CGO_ENABLED=0 "$go" build -trimpath -buildvcs=false -o .cache/bench ./bench/floor ./bench
.cache/bench/bench "$@"

# Only the packages that have benchmarks.
packages=$(grep -rlE --include='*_test.go' --exclude-dir=.cache '^func Benchmark' . | xargs -rn1 dirname | sort -u || true)
if [ -n "$packages" ]; then
	# shellcheck disable=SC2086 # one word for each package
	"$go" test -run '^$' -bench . -benchmem $packages
fi
