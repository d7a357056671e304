#!/usr/bin/env bash
# Compiles and vets the program for the systems that continuous integration does not run on. Vet reads the tests as well,
# and compiles every package without linking any, so that this costs little more than compiling.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
for target in darwin/arm64 darwin/amd64 windows/amd64; do
	echo "$target"
	GOOS=${target%/*} GOARCH=${target#*/} "${GO:-go}" build -o /dev/null ./cmd/k8slab
done
for target in darwin/arm64 windows/amd64; do
	echo "vet $target"
	GOOS=${target%/*} GOARCH=${target#*/} "${GO:-go}" vet ./cmd/k8slab/... ./tui/... ./labs/... ./lessons/... ./sandbox/...
done
