# Everything a person needs to type. `make` alone lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Without .pyc files every start is several times slower; the address of no package index is ours to set.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: install ## run a whole class on this machine until Ctrl-C
	@$(BIN)/gradcheck demo

.PHONY: test
test: install ## run the whole test-suite
	@$(BIN)/pytest $(PYTEST_ARGS)

.PHONY: lint
lint: install ## style, types, imports between packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports --no-logo

SEEDS ?= 200
.PHONY: bank
bank: install ## check every exercise on many problems (SEEDS=200, BANK_ARGS="calculus --html bank.html")
	@$(BIN)/gradcheck bank check --seeds $(SEEDS) $(BANK_ARGS)

.PHONY: bench-bank
bench-bank: install ## how many problems of each exercise are drawn, and checked, in a second
	@PYTHONPATH=. $(BIN)/python -m tests.bench.bank $(BENCH_ARGS)

.PHONY: bench
bench: install ## speed and truthfulness of the grader beside other systems (some minutes)
	@PYTHONPATH=. $(BIN)/python -m tests.bench.run --misses $(BENCH_ARGS)

.PHONY: man
man: install ## write the man pages into man/
	@$(BIN)/python -m gradcheck_course.cli.manual man

.PHONY: recordings
recordings: install ## record the paths of a learner and an instructor that README.md shows
	@$(BIN)/python docs/recordings/record.py

.PHONY: bench-cli
bench-cli: install ## how long a command takes to start, beside a hello-world of click
	@PYTHONPATH=. $(BIN)/python -m tests.bench.cli $(BENCH_ARGS)

.PHONY: bench-marking
bench-marking: install ## how long marking a class takes, beside nbgrader's own autograde
	@PYTHONPATH=. $(BIN)/python -m tests.bench.marking $(BENCH_ARGS)

FUZZ_SECONDS ?= 60
.PHONY: fuzz
fuzz: install ## coverage-guided fuzzing of the reader and the judge
	@mkdir -p .fuzz/corpus
	@PYTHONPATH=. $(BIN)/python -m tests.fuzz.responses .fuzz/corpus -dict=tests/fuzz/dictionary.txt \
	  -max_total_time=$(FUZZ_SECONDS) -max_len=4000 -artifact_prefix=.fuzz/ -rss_limit_mb=4096 -verbosity=0 2>&1 | grep -v '^INFO: Instr\|^WARNING: Failed to find'; exit $${PIPESTATUS[0]}

.PHONY: soak
soak: install ## kill -9 while a class hands in and is marked; a hundred submissions in ten seconds (2 minutes)
	@PYTHONPATH=. $(BIN)/python -m tests.soak $(SOAK_ARGS)

.PHONY: format
format: install ## put every file into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: install
install: $(READY) ## the environment that all of these share

# The stamp is younger than the lock and pyproject.toml once all is installed: a second run starts at once.
# A half-made environment has no stamp and is made anew.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gradcheck needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }
	@test ! -L $(VENV) || { echo "$(VENV) is a link: remove it, or install where it leads to" >&2; exit 2; }
	@echo "Installing into $(VENV) (a few minutes, once)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: lock
lock: install ## resolve pyproject.toml anew into requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file requirements.txt pyproject.toml

.PHONY: clean
clean: ## remove the environment and every cache
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache .fuzz
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
