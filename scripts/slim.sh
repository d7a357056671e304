#!/usr/bin/env bash
# Makes .cache/slim/go.mod, with which the released program is built: the module's own, but for Chroma, of which it has a
# copy that keeps the lexers and styles named here. All of Chroma's 280 lexers and 74 styles are parsed by package
# initialisation, long before the first picture, which takes about as long as everything else before it together. Code in
# another language is shown without colours. Prints the file's name.
#
# A program built without it (go install, go test) is the same, with more languages and a later first picture.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}

# What Chroma's own Go code asks for by name, then languages that a lesson, or a README, is likely to show.
lexers='common_lisp django_jinja dns emacslisp erb go_template html mysql php yaml zed
	awk bash bash_session batchfile c c# c++ clojure cmake css dart diff docker elixir erlang graphql groovy haskell hcl ini
	java javascript json julia kotlin lua makefile nginx_configuration_file ocaml perl plaintext powershell properties
	protocol_buffer python r react ruby rust scala scss sql swift systemd terraform toml typescript vue xml zig'
styles='bw catppuccin-frappe catppuccin-latte catppuccin-macchiato catppuccin-mocha dracula emacs friendly github github-dark
	gruvbox gruvbox-light monokai monokailight native nord onedark pygments solarized-dark solarized-dark256 solarized-light
	swapoff tokyonight-day tokyonight-moon tokyonight-night tokyonight-storm vim vs xcode xcode-dark'

module=github.com/alecthomas/chroma/v2
from=$("$go" list -m -f '{{.Dir}}' $module)
at=.cache/slim
# The copy is made anew when Chroma, this file or the module's requirements have changed.
stamp=$(printf '%s\n' "$from" | cat - "$0" go.mod go.sum | sha256sum | cut -d ' ' -f 1)
if [ "$(cat $at/stamp 2>/dev/null)" != "$stamp" ]; then
	rm -rf $at
	mkdir -p $at
	cp -r "$from" $at/chroma
	chmod -R u+w $at/chroma
	rm -rf $at/chroma/{_tools,bin,cmd,testdata,lexers/testdata,lexers/embedded,styles/*.xml}
	mkdir $at/chroma/lexers/embedded
	for name in $lexers; do
		install -m 644 "$from/lexers/embedded/$name.xml" $at/chroma/lexers/embedded/
	done
	for name in $styles; do
		install -m 644 "$from/styles/$name.xml" $at/chroma/styles/
	done
	cp go.mod go.sum $at/
	"$go" mod edit -replace $module=./$at/chroma $at/go.mod
	echo "$stamp" >$at/stamp
fi
echo $at/go.mod
