#!/usr/bin/env bash
# Says what failed in the output of tests, and little else: failures.sh LOG. For the end of a long log, where it is read first.
set -euo pipefail

# Each failing test with the lines before it that are its own, races and panics with those after them.
awk '
	/^=== (RUN|CONT|NAME|PAUSE) / { test = $3; next }
	/^ *--- (PASS|SKIP):/ { next }
	/^ *--- FAIL:/ {
		print; name = $3; from = kept[name] > 25 ? kept[name] - 25 : 0
		for (i = from; i < kept[name]; i++) print "      " line[name, i]
		next
	}
	/^panic:|^WARNING: DATA RACE|^fatal error:|FAILED after|^FAIL|^failed:|^make: \*\*\*/ { follow = /^panic|^WARN|^fatal/ ? 30 : 1 }
	follow > 0 { print; follow-- }
	{ line[test, kept[test]++] = substr($0, 1, 300) }
' "$1" | tail -c 6000
