# k8slab: everything a developer types. `make` alone lists the targets.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX  ?= /usr/local
DESTDIR ?=
GO      ?= go
# More flags for go test, such as TESTFLAGS=-v or TESTFLAGS='-run Contract'.
TESTFLAGS ?=
# Arguments of `make run`, such as ARGS='lab list'.
ARGS ?=

# The commit is stamped into the binary where git can tell it, whatever GOFLAGS says; a tarball builds without it.
VCS := $(shell git status --porcelain >/dev/null 2>&1 && echo auto || echo false)
# The development tools are pinned in a module of their own, so that the program's go.mod never sees them.
TOOL := $(GO) tool -modfile=tools/go.mod

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

.PHONY: build
build: labbox ## build bin/k8slab with the lab image's programs inside
	@GO=$(GO) scripts/slim.sh >/dev/null
	CGO_ENABLED=0 $(GO) build -modfile=.cache/slim/go.mod -trimpath -buildvcs=$(VCS) -ldflags '-s -w' -o bin/k8slab ./cmd/k8slab

.PHONY: labbox
labbox: ## build the program that lives in every sandbox, for linux/amd64 and linux/arm64
	@GO=$(GO) scripts/labbox.sh

.PHONY: run
run: build ## build, then open the course where it was left
	@exec bin/k8slab $(ARGS)

.PHONY: man
man: build ## write the manual pages into dist/man and the shells' completions into dist/completions
	@scripts/pages.sh bin/k8slab dist

.PHONY: dist
dist: build ## build what is released into dist: archives, Debian packages, SBOMs, checksums
	@GO=$(GO) scripts/dist.sh dist

.PHONY: reproducible
reproducible: ## fail unless two builds in different directories give the same bytes
	@GO=$(GO) scripts/reproducible.sh

.PHONY: cross
cross: labbox ## compile for macOS and Windows, tests included, to see that it can be done
	@GO=$(GO) scripts/cross.sh

.PHONY: install
install: build man ## install the program, its manual and its completions below $(DESTDIR)$(PREFIX)
	install -D -m 0755 bin/k8slab $(DESTDIR)$(PREFIX)/bin/k8slab
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 0644 dist/man/man1/*.1.gz $(DESTDIR)$(PREFIX)/share/man/man1
	install -D -m 0644 dist/completions/k8slab.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/k8slab
	install -D -m 0644 dist/completions/_k8slab $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_k8slab
	install -D -m 0644 dist/completions/k8slab.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/k8slab.fish

.PHONY: test
test: ## set up what is missing, then run every test and every check against a private Docker Engine
	@scripts/deps.sh test
	@$(MAKE) --no-print-directory build
	@GO=$(GO) TESTFLAGS='$(TESTFLAGS)' scripts/with-engine.sh scripts/test.sh

.PHONY: test-v2
test-v2: build ## run both engines' contracts and all labs in virtual machines with a pure cgroup v2 kernel
	@scripts/deps.sh v2
	@test/v2vm/run.sh

.PHONY: fuzz
fuzz: labbox ## run every fuzzer for FUZZTIME (60s each); ARGS=PATTERN for some of them
	@GO=$(GO) scripts/fuzz.sh $(ARGS)

.PHONY: soak
soak: build ## watch a live lab on both engines for K8SLAB_TEST_SOAK (1h): memory, files, threads, goroutines
	@scripts/deps.sh engine
	@K8SLAB_TEST_SOAK=$${K8SLAB_TEST_SOAK:-1h} K8SLAB_BIN=$$PWD/bin/k8slab scripts/with-engine.sh \
		$(GO) test -count=1 -timeout 24h -v -run '^TestSoak$$' ./tui ./test/e2e

.PHONY: check
check: vet lint tidy-check ## all checks that need no engine: vet, lint, formatting, tidiness

.PHONY: vet
vet: labbox
	$(GO) vet ./...

.PHONY: lint
lint: labbox ## golangci-lint with .golangci.yml, formatting included
	$(TOOL) golangci-lint run ./...

.PHONY: fmt
fmt: ## rewrite all Go files as gofumpt wants them
	$(TOOL) golangci-lint fmt ./...

.PHONY: tidy-check
tidy-check: ## fail if `go mod tidy` would change anything
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff

.PHONY: bench
bench: build ## measure k8slab against an empty Bubble Tea program, and the engine's floor
	@scripts/deps.sh engine
	@GO=$(GO) scripts/with-engine.sh scripts/bench.sh $(ARGS)

.PHONY: shots
shots: build ## draw the program's screens as PNG files into dist/shots
	@scripts/deps.sh shots
	@scripts/with-engine.sh $(GO) run ./test/shots $(ARGS)

.PHONY: recordings
recordings: build ## run every lab on a private Docker Engine and keep the recordings that the course carries
	@scripts/deps.sh engine
	@rm -rf dist/recordings && mkdir -p dist/recordings
	@scripts/with-engine.sh bash -c 'DOCKER_HOST=$$K8SLAB_TEST_DOCKER bin/k8slab --engine docker lab run all --auto --record dist/recordings'
	@mkdir -p lessons/ko/recordings && cp dist/recordings/*.jsonl.gz lessons/ko/recordings/

.PHONY: clean
clean: ## remove what the build made
	rm -rf bin dist .cache assets/labbox/*.gz assets/labbox/*.json
