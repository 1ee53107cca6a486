# What can be done here: make help
#
# HAVE_FDATASYNC lets SQLite sync a file's data without its times: the same
# promise, measured as up to a fifth faster for commits of a single answer.
export CGO_ENABLED = 1
export CGO_CFLAGS = -O2 -g -DHAVE_FDATASYNC=1

GO ?= go
FUZZTIME ?= 1m
BENCHTIME ?= 2s

# Where goroutines meet: these also run with the race detector.
RACE = ./bot/... ./storage/... ./adapters/... ./cmd/...

.DEFAULT_GOAL := help
.PHONY: help try build test quick peers shots lint bench fuzz dist clean

help: ## say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

try: ## a conversation with the coach in this terminal
	@$(GO) run ./cmd/pacer try

build: ## build ./pacer
	$(GO) build -o pacer ./cmd/pacer

quick: ## gofmt, vet and all tests once
	@fmt="$$(gofmt -l .)"; if [ -n "$$fmt" ]; then echo "gofmt wants other layout in:"; echo "$$fmt"; exit 1; fi
	$(GO) vet ./...
	$(GO) test -timeout 20m -shuffle=on ./...

# Programs from the npm registry that play Slack and Discord for the real binary.
# Where they cannot be had, the tests that need them say what is left out.
peers: ## install the peers that tests play against
	@for dir in adapters/*/testdata/peer; do \
		if [ "$$dir/node_modules/.package-lock.json" -nt "$$dir/package-lock.json" ]; then continue; fi; \
		if ! command -v npm >/dev/null; then echo "left out: npm is not installed, so the peers of $$dir are missing"; continue; fi; \
		(cd $$dir && npm ci --silent) || echo "left out: the peers of $$dir could not be installed"; \
	done

shots: peers ## draw messages and pages as people see them, to be looked at
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || { echo "this needs Chromium: install your system's package chromium, or say where it is with CHROMIUM=..."; exit 1; }
	@for dir in adapters/*/testdata/peer; do (cd $$dir && npm run --silent shots) || exit 1; done

test: peers quick ## gofmt, vet, all tests, and the race detector where goroutines meet
	$(GO) test -timeout 20m -race -short -shuffle=on $(RACE)

lint: ## go vet, golangci-lint and govulncheck, as far as they are installed
	$(GO) vet ./...
	$(GO) mod tidy -diff
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "left out: golangci-lint is not installed (v2.15.0 is what .golangci.yml is for)"; fi
	@if command -v govulncheck >/dev/null; then govulncheck ./...; else echo "left out: govulncheck is not installed (go install golang.org/x/vuln/cmd/govulncheck@v1.9.0)"; fi

bench: ## measure: the whole way of an answer beside the bare driver, due learners, models
	$(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./...

fuzz: ## run every fuzz target for a minute (FUZZTIME=10s for less)
	@set -e; for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' "$$pkg" | grep '^Fuzz' || true); do \
			echo "fuzz $$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$pkg"; \
		done; \
	done

# A static binary runs on any Linux of its architecture. glibc warns that names
# would be looked up by the libraries of the machine it runs on; netgo and
# osusergo leave that to Go instead. For another architecture, with its cross
# compiler: make dist GOARCH=arm64 CC=aarch64-linux-gnu-gcc
dist: ## a static Linux binary, with what packaging needs, in dist/
	@mkdir -p dist
	$(GO) build -trimpath -tags "netgo osusergo sqlite_omit_load_extension" \
		-ldflags '-s -w -linkmode external -extldflags "-static"' \
		-o dist/pacer-linux-$$($(GO) env GOARCH) ./cmd/pacer
	cp cmd/pacer/dist/* config.example.yaml LICENSE dist/
	cd dist && sha256sum pacer-linux-* > SHA256SUMS

clean: ## remove what was built
	rm -rf pacer dist
