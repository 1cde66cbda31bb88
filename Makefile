# Two commands are enough: `make run` and `make test`. Both install what is missing first.

SHELL := /bin/bash
CONFIGURATION := release
SWIFT := swift
BUILD := $(SWIFT) build -c $(CONFIGURATION)
# Debian's names of the C libraries that the engine stands on, and the zone data that local hours need.
PACKAGES := libopenblas-dev liblapacke-dev libsqlite3-dev zlib1g-dev libpq-dev pkg-config tzdata
SAMPLE := data/sample
QUIMBI = $$($(BUILD) --show-bin-path)/quimbi

.PHONY: setup build run test fuzz test-null test-kills test-faults test-sanitized test-api serve lint bench bench-api clean

## Installs the Debian packages that are missing (as root, or through sudo).
setup:
	@missing=$$(for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
	if [ -n "$$missing" ]; then \
		echo "installing" $$missing; \
		as_root=$$([ $$(id -u) = 0 ] || echo sudo); \
		$$as_root apt-get update -qq && $$as_root apt-get install -y -qq $$missing >/dev/null; \
	fi
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.2 or later is needed and was not found on the PATH"; exit 1; }

build: setup
	$(BUILD) --product quimbi

## Builds, makes the sample shop once, and runs the nightly pipeline on it.
run: build
	@[ -f $(SAMPLE)/orders.csv ] || $(QUIMBI) generate $(SAMPLE)
	$(QUIMBI) run pipelines/nightly.yaml

## Without testable imports the tests use what was built for `run`, rather than building everything a second time.
## A PostgreSQL server of their own runs beside them, in a temporary folder.
test: PACKAGES += postgresql
test: setup
	$(BUILD) --product quimbi
	$(BUILD) --product Fuzz
	Tests/postgres.sh run $(SWIFT) test -c $(CONFIGURATION) --disable-testable-imports

## Feeds mutated files, documents, models, keys and requests to the engine for so long; see docs/reliability.md. SEED chooses others.
SECONDS_OF_FUZZ := $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),60)
SEED := 1
fuzz: setup
	$(BUILD) --product quimbi
	$(BUILD) --product Fuzz
	$$($(BUILD) --show-bin-path)/Fuzz --seconds $(SECONDS_OF_FUZZ) --seed $(SEED)

## Many shops with nothing in them, and with something: prints how often rules and sequences are claimed, and how often found.
test-null: setup
	NULL_SHOPS=200 $(SWIFT) test -c $(CONFIGURATION) --disable-testable-imports --filter AgainstChance
## Debug builds of the rooms with unsafe code and their tests, under the sanitizers that Swift has on Linux: address and thread.
## Debug builds also trap on overflow and overlapping access; `-sanitize=undefined` is not supported there. Leaks are not looked
## for, since XCTest's own runner leaves some at its end.
SANITIZED := KernelsTests|DomainTests|IngestTests|StoreTests
test-sanitized: setup
	set -e; for sanitizer in address thread; do \
		$(SWIFT) build --build-tests --sanitize=$$sanitizer --scratch-path .build/$$sanitizer; \
		ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build --sanitize=$$sanitizer --scratch-path .build/$$sanitizer --filter '$(SANITIZED)'; \
	done
## Kills real runs with SIGKILL at KILLS moments, over both stores: see docs/reliability.md.
KILLS := 500
test-kills: PACKAGES += postgresql
test-kills: setup
	$(BUILD) --product quimbi
	QUIMBI_KILLS=$(KILLS) Tests/postgres.sh run $(SWIFT) test -c $(CONFIGURATION) --disable-testable-imports --filter KilledRunTests

## Fails every n-th call of every kind of a small run, one at a time, over both stores: see docs/reliability.md.
test-faults: PACKAGES += postgresql
test-faults: setup
	$(BUILD) --product quimbi
	QUIMBI_FAULTS=all Tests/postgres.sh run $(SWIFT) test -c $(CONFIGURATION) --disable-testable-imports --filter FaultTests

serve: build
	$(QUIMBI) serve

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

## Prints median seconds, rows per second and peak memory, stage by stage; see Sources/Benchmarks.
bench: setup
	$(BUILD) --product Benchmarks
	$(BUILD) --product quimbi
	$$($(BUILD) --show-bin-path)/Benchmarks

## Holds a server against its description, hostile requests and two clients, over both stores; needs schemathesis (PyPI).
test-api: PACKAGES += postgresql
test-api: build
	Tests/Serving/contract.sh $(QUIMBI)
	Tests/postgres.sh run Tests/Serving/contract.sh $(QUIMBI)

## Requests a second, with and without publishes; needs wrk. LOAD is the folder of its shop of 100,000 customers.
LOAD := data/load
bench-api: build
	Tests/Serving/load.sh $(QUIMBI) $(LOAD)

## Removes what was built; shops, snapshots, models and reports stay.
clean:
	rm -rf .build
