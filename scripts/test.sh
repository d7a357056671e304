#!/usr/bin/env bash
# Every test and every check, one after the other; a failure does not hide what comes after it. Called by `make test`,
# which has built the program and started the engine named by K8SLAB_TEST_DOCKER.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

go=${GO:-go}
read -ra flags <<<"${TESTFLAGS:-}"
export K8SLAB_BIN="$PWD/bin/k8slab"
failed=()

step() {
	local name=$1 began=$SECONDS
	shift
	printf '\n== %s\n' "$name"
	if "$@"; then
		printf '== %s: fine after %d s\n' "$name" $((SECONDS - began))
	else
		printf '== %s: FAILED after %d s\n' "$name" $((SECONDS - began))
		failed+=("$name")
	fi
}

# The race detector needs cgo. One package at a time: on two cores, packages that start containers and measure them
# would disturb each other. (What they share is compiled beforehand, on all cores.)
test_packages() {
	CGO_ENABLED=1 "$go" test -race -p 1 -timeout 25m ${flags[@]+"${flags[@]}"} "$@"
}

units() {
	local packages
	packages=$("$go" list ./... | grep -v '/test/e2e') || return
	# shellcheck disable=SC2086 # one word for each package
	CGO_ENABLED=1 "$go" build -race $packages && test_packages $packages
}

step 'packages' units
step 'the built program, end to end' test_packages ./test/e2e/...
step 'macOS and Windows' scripts/cross.sh
step 'go vet' "$go" vet ./...
step 'golangci-lint and gofumpt' "$go" tool -modfile=tools/go.mod golangci-lint run ./...
step 'go mod tidy' "$go" mod tidy -diff
step 'go mod tidy in tools' "$go" -C tools mod tidy -diff

if [ ${#failed[@]} -gt 0 ]; then
	printf '\nfailed: %s\n' "$(IFS=,; echo "${failed[*]}")"
	exit 1
fi
