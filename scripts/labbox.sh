#!/usr/bin/env bash
# Builds cmd/labbox for both architectures a Linux engine may have, packed for embedding: assets/labbox/linux-ARCH.gz; and
# beside each what the lab image made of it is, linux-ARCH.json.
# The same sources give the same bytes on every machine, so the lab image has the same digest everywhere; a file is
# replaced only when its bytes differ, so that nothing that embeds it is compiled again without need.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .cache/labbox assets/labbox
for arch in amd64 arm64; do
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch GOAMD64=v1 GOARM64=v8.0 "${GO:-go}" build -trimpath -buildvcs=false \
		-ldflags '-s -w -buildid=' -o ".cache/labbox/linux-$arch" ./cmd/labbox
	gzip -9nc ".cache/labbox/linux-$arch" >".cache/labbox/linux-$arch.gz"
done
# Without the architecture that a cross build asks for: this runs here.
env -u GOOS -u GOARCH CGO_ENABLED=0 "${GO:-go}" run -buildvcs=false ./sandbox/image/describe .cache/labbox amd64 arm64
for file in linux-amd64.gz linux-arm64.gz linux-amd64.json linux-arm64.json; do
	if ! cmp -s ".cache/labbox/$file" "assets/labbox/$file"; then
		mv -f ".cache/labbox/$file" "assets/labbox/$file"
	fi
done
