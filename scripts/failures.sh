#!/usr/bin/env bash
# Says what failed in the output of tests, and little else: failures.sh LOG. For the end of a long log, where it is read first.
set -euo pipefail

# Each failing test with what it said, from its first message on (its beginning, and its end where it is long), races and
# panics with the lines after them.
awk '
	/^=== (RUN|CONT|NAME|PAUSE) / { test = $3; next }
	/^ *--- (PASS|SKIP):/ { next }
	/^ *--- FAIL:/ {
		print; name = $3
		from = name in first ? first[name] : kept[name] > 25 ? kept[name] - 25 : 0
		for (i = from; i < kept[name]; i++) {
			if (i == from + 15 && kept[name] > from + 30) { print "      […]"; i = kept[name] - 15 }
			print "      " line[name, i]
		}
		next
	}
	/^panic:|^WARNING: DATA RACE|^fatal error:|FAILED after|^FAIL|^failed:|^make: \*\*\*/ { follow = /^panic|^WARN|^fatal/ ? 30 : 1 }
	follow > 0 { print; follow-- }
	/^ +[a-z0-9_]+_test\.go:[0-9]+: / && !(test in first) { first[test] = kept[test] + 0 }
	{ line[test, kept[test]++] = substr($0, 1, 300) }
' "$1" | tail -c 6000
