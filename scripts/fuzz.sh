#!/usr/bin/env bash
# Runs every fuzzer for a time (FUZZTIME, 60s each), or those whose name or package matches the pattern that is given. What
# is found lies in the package's testdata/fuzz, and is run by every `go test` from then on: mend it and commit both.
#
#   scripts/fuzz.sh [PATTERN]
set -euo pipefail
cd "$(dirname "$0")/.."

go=${GO:-go}
pattern=${1:-.}
failed=()
while IFS=: read -r file line; do
	package=./$(dirname "$file")
	name=$(sed -E 's/^func (Fuzz[A-Za-z0-9]*)\(.*/\1/' <<<"$line")
	grep -qE "$pattern" <<<"$package.$name" || continue
	printf '\n== %s in %s\n' "$name" "$package"
	"$go" test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-60s}" "$package" || failed+=("$package.$name")
done < <(grep -rE --include='*_test.go' --exclude-dir=.cache '^func Fuzz' cmd labs lessons sandbox test tui)

if [ ${#failed[@]} -gt 0 ]; then
	printf '\nfound something: %s\n' "${failed[*]}"
	exit 1
fi
