#!/usr/bin/env bash
# Builds what is released, into DIR (dist): for each platform an archive with the program, its manual and completions,
# and its SBOM (CycloneDX); Debian packages; SHA256SUMS. The same commit gives the same bytes in every directory; see
# scripts/reproducible.sh. Called by `make dist`, which has built bin/k8slab and assets/labbox.
#
#   scripts/dist.sh [DIR]
#
# TARGETS are the platforms; VERSION is what git describes, or 0.0.0 with the commit where there is no tag.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
out=${1:-dist}
targets=${TARGETS:-linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64}
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
if [ -z "${VERSION:-}" ]; then
	VERSION=$(git describe --tags --match 'v[0-9]*' 2>/dev/null || echo "v0.0.0+$(git rev-parse --short=12 HEAD 2>/dev/null || echo source)")
fi
version=${VERSION#v}
export SOURCE_DATE_EPOCH CGO_ENABLED=0 GOAMD64=v1 GOARM64=v8.0 LC_ALL=C.UTF-8 TZ=UTC
vcs=$(git status --porcelain >/dev/null 2>&1 && echo auto || echo false)
modfile=$(GO=$go scripts/slim.sh)
tool() { "$go" tool -modfile=tools/packaging/go.mod "$@"; }

mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -f "$out"/k8slab[-_]* "$out/SHA256SUMS"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
scripts/pages.sh bin/k8slab "$stage/pages"

# The copies of two modules are parts of them (scripts/slim.sh): known by their names to whoever looks for their flaws.
originals() {
	local module copy version
	for module in github.com/alecthomas/chroma/v2 charm.land/glamour/v2; do
		copy="\./\.cache/slim/$(basename "${module%/v2}")"
		version=$("$go" list -m -f '{{.Version}}' "$module")
		sed -i -e "\#\"name\": \"$copy\"#{n; s#(devel)#$version#}" "$1"
		sed -i -e "s#$copy@(devel)#$module@$version#; s#$copy#$module#" "$1"
	done
}

# What nfpm puts into the package; times of files are those of the files.
debian() {
	local arch=$1 dir=$2
	cat >"$stage/nfpm.yaml" <<YAML
name: k8slab
arch: $arch
platform: linux
version: "$version"
version_schema: none
section: education
priority: optional
maintainer: The k8slab authors <k8slab@users.noreply.github.com>
homepage: https://github.com/k8slab/k8slab
license: Apache-2.0
description: |
  containers and Kubernetes, learnt in a terminal, in Korean
  Lessons beside live labs that start real containers through the Docker API, or
  with an engine of their own, and show their namespaces and cgroups as they
  change. Works offline.
recommends: [docker.io]
contents:
  - {src: $dir/k8slab, dst: /usr/bin/k8slab, file_info: {mode: 0755}}
  - {src: $dir/man/man1/, dst: /usr/share/man/man1, type: tree}
  - {src: $dir/completions/k8slab.bash, dst: /usr/share/bash-completion/completions/k8slab, file_info: {mode: 0644}}
  - {src: $dir/completions/_k8slab, dst: /usr/share/zsh/vendor-completions/_k8slab, file_info: {mode: 0644}}
  - {src: $dir/completions/k8slab.fish, dst: /usr/share/fish/vendor_completions.d/k8slab.fish, file_info: {mode: 0644}}
  - {src: $dir/LICENSE, dst: /usr/share/doc/k8slab/copyright, file_info: {mode: 0644}}
YAML
	tool nfpm package --config "$stage/nfpm.yaml" --packager deb --target "$out/k8slab_${version}_$arch.deb" >/dev/null
}

for target in $targets; do
	os=${target%/*} arch=${target#*/}
	name=k8slab-$version-$os-$arch
	dir=$stage/$name
	mkdir -p "$dir"
	exe=k8slab
	[ "$os" != windows ] || exe=k8slab.exe
	GOOS=$os GOARCH=$arch "$go" build -modfile="$modfile" -trimpath -buildvcs="$vcs" -ldflags '-s -w -buildid=' -o "$dir/$exe" ./cmd/k8slab
	cp -r LICENSE README.md CHANGELOG.md "$stage/pages/man" "$stage/pages/completions" "$dir"
	find "$dir" -type d -exec chmod 0755 {} + -o -type f ! -name "$exe" -exec chmod 0644 {} +
	find "$dir" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	tool cyclonedx-gomod bin -json -noserial -notimestamp -version "v$version" -output "$out/$name.cdx.json" "$dir/$exe" 2>/dev/null
	originals "$out/$name.cdx.json"
	case $os in
	windows) "$go" run -C tools/packaging ./archive "$dir" "$out/$name.zip" ;;
	*) "$go" run -C tools/packaging ./archive "$dir" "$out/$name.tar.gz" ;;
	esac
	[ "$os" != linux ] || debian "$arch" "$dir"
	echo "$name"
done
cd "$out"
sha256sum k8slab[-_]* >SHA256SUMS
