# Everything here needs make and Python 3.11 or newer, nothing else. `make` alone lists the targets.
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
PIP := $(PYTHON) -m pip install --require-hashes --no-deps --quiet --disable-pip-version-check --root-user-action=ignore
CODE := $(wildcard bot handlers webhooks services models scheduler sandbox tests benchmarks)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-browser bench bench-large check lint types format schema lock clean
.SUFFIXES:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUNTIME) ## Run Regulars: database, bot, HTTP API and, without BOT_TOKEN, the sandbox
	@$(PYTHON) -m bot run $(ARGS)

# Three workers even on two processors: a third of what the tests do is waiting.
test: $(DEV) ## Run the tests against real PostgreSQL and Valkey; ARGS="tests/bot -x" narrows them
	@$(PYTHON) -m pytest $(or $(ARGS),--ignore=tests/browser -n 3 --dist worksteal)

test-browser: $(DEV) ## Run the tests of the sandbox's page in a real browser
	@$(PYTHON) -m pytest tests/browser $(ARGS)

bench: $(DEV) ## Run the measurements
	@$(PYTHON) -m benchmarks $(ARGS)

bench-large: $(DEV) ## Run the measurements that take minutes; ARGS="--size 20000" makes them short
	@$(PYTHON) -m benchmarks.large $(ARGS)

check: lint types ## Style, imports and types

lint: $(DEV) ## Style and who may import whom
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(VENV)/bin/lint-imports

types: $(DEV) ## Types
	@$(PYTHON) -m mypy $(CODE)

format: $(DEV) ## Put the code into the common style
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format

schema: $(DEV) ## Write models/schema.sql anew after a migration was added
	@$(PYTHON) -m models.schema

lock: $(DEV) ## Pin the newest versions that pyproject.toml allows
	@$(VENV)/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 \
		pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 \
		--extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove the virtual environment and caches; data in var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The stamps make a second `make run` instant. The dev lock holds the runtime lock's versions too.
$(RUNTIME): requirements.lock | $(PYTHON)
	@echo "Installing the packages (about a minute, once)"
	@$(PIP) -r requirements.lock
	@$(install_project)
	@touch $@

$(DEV): requirements-dev.lock requirements.lock | $(PYTHON)
	@echo "Installing the packages, with those for development (some minutes, once)"
	@$(PIP) -r requirements-dev.lock
	@$(install_project)
	@touch $(RUNTIME) $@

$(PYTHON):
	@for candidate in python3.11 python3 python3.12 python3.13 python3.14; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making a virtual environment with $$candidate"; \
			$$candidate -m venv --clear $(VENV) && exit 0; \
			echo "$$candidate cannot make virtual environments: install its venv package" >&2; exit 1; \
		fi; \
	done; echo "Regulars needs Python 3.11 or newer" >&2; exit 1

# Without a build: the checkout itself becomes importable, and `regulars` a command of the environment.
define install_project
$(PYTHON) -c 'import pathlib, sysconfig; \
root = pathlib.Path.cwd(); \
(pathlib.Path(sysconfig.get_path("purelib")) / "regulars.pth").write_text(f"{root}\n"); \
script = root / "$(VENV)" / "bin" / "regulars"; \
script.write_text(f"#!/bin/sh\nexec \"{root}/$(PYTHON)\" -P -m bot \"$$@\"\n"); \
script.chmod(0o755)'
endef
