#!/usr/bin/env bash
# Makes .cache/slim/go.mod, with which the released program is built: the module's own, but for copies of two modules whose
# packages do much at every start, long before the first picture. Without them that takes as long as everything else before
# it together.
#
# Chroma parses all of its 280 lexers and 74 styles by package initialisation. The copy keeps those named here, and parses
# them when code is first shown; code in another language is shown without colours. Of Glamour, the program needs the style
# sheets and their types; the copy leaves out what renders, and with it a sanitiser of HTML and its many regular expressions.
#
# A program built without it (go install, go test) is the same, with more languages and a later first picture. Prints the
# file's name.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}

# What Chroma's own Go code asks for by name, then languages that a lesson, or a README, is likely to show.
lexers='common_lisp django_jinja emacslisp erb go_template html php yaml
	awk bash bash_session batchfile c c# c++ clojure cmake css dart diff docker elixir erlang graphql groovy haskell hcl ini
	java javascript json julia kotlin lua makefile mysql nginx_configuration_file ocaml perl plaintext powershell properties
	protocol_buffer python r react ruby rust scala scss sql swift systemd terraform toml typescript vue xml zig'
styles='bw catppuccin-frappe catppuccin-latte catppuccin-macchiato catppuccin-mocha dracula emacs friendly github github-dark
	gruvbox gruvbox-light monokai monokailight native nord onedark pygments solarized-dark solarized-dark256 solarized-light
	swapoff tokyonight-day tokyonight-moon tokyonight-night tokyonight-storm vim vs xcode xcode-dark'

chroma=github.com/alecthomas/chroma/v2
glamour=charm.land/glamour/v2
# On a fresh machine the modules are not there yet, and go list would name no directory.
"$go" mod download $chroma $glamour
from=$("$go" list -m -f '{{.Dir}}' $chroma)
from_glamour=$("$go" list -m -f '{{.Dir}}' $glamour)
at=.cache/slim

# edit FILE SED… fails where a module's new version no longer has what is changed.
edit() {
	local file=$1 command
	shift
	for command; do
		cp "$file" "$at/before"
		sed -i -e "$command" "$file"
		! cmp -s "$file" "$at/before" || {
			echo "slim: $file has nothing for: $command" >&2
			return 1
		}
	done
	rm "$at/before"
}

copy_chroma() {
	cp -r "$from" $at/chroma
	chmod -R u+w $at/chroma
	rm -rf $at/chroma/{_tools,bin,cmd,testdata,lexers/testdata,lexers/embedded,styles/*.xml,styles/compat.go}
	rm $at/chroma/lexers/{dns,mysql,zed}.go # They help to guess a language, at once, and nobody guesses here.
	mkdir $at/chroma/lexers/embedded
	local name
	for name in $lexers; do
		install -m 644 "$from/lexers/embedded/$name.xml" $at/chroma/lexers/embedded/
	done
	for name in $styles; do
		install -m 644 "$from/styles/$name.xml" $at/chroma/styles/
	done
	edit $at/chroma/styles/api.go 's/^\t"strings"$/&\n\t"sync"/' \
		's/^var Registry = func() map/var registry = sync.OnceValue(func() map/' 's/^}()$/})/' \
		'/^var Fallback = /d' 's/return Fallback$/return registry()["swapoff"]/' \
		's/Registry\[/registry()[/' 's/range Registry/range registry()/'
	edit $at/chroma/lexers/lexers.go 's/^\t"io\/fs"$/&\n\t"sync"/' \
		's/^var GlobalLexerRegistry = func() /var pending []chroma.Lexer\n\nvar registry = sync.OnceValue(func() /' \
		's/^}()$/})/' 's/^\treturn reg$/\tfor _, l := range pending {\n\t\treg.Register(l)\n\t}\n&/' \
		's/^\treturn GlobalLexerRegistry.Register(lexer)$/\tpending = append(pending, lexer)\n\treturn lexer/' \
		's/GlobalLexerRegistry\./registry()./'
}

copy_glamour() {
	mkdir -p $at/glamour/ansi $at/glamour/styles
	install -m 644 "$from_glamour"/{go.mod,go.sum,LICENSE} $at/glamour/
	install -m 644 "$from_glamour"/ansi/{style,templatehelper}.go $at/glamour/ansi/
	install -m 644 "$from_glamour"/styles/*.go $at/glamour/styles/
}

# The copies are made anew when a module, this file or the module's requirements have changed.
stamp=$(printf '%s\n' "$from" "$from_glamour" | cat - "$0" go.mod go.sum | sha256sum | cut -d ' ' -f 1)
if [ "$(cat $at/stamp 2>/dev/null)" != "$stamp" ]; then
	rm -rf $at
	mkdir -p $at
	copy_chroma
	copy_glamour
	cp go.mod go.sum $at/
	"$go" mod edit -replace $chroma=./$at/chroma -replace $glamour=./$at/glamour $at/go.mod
	echo "$stamp" >$at/stamp
fi
echo $at/go.mod
