# Everything here needs git, make and Python 3.11 or later; the rest is installed into .venv from the lock files.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check format lock clean

demo: $(VENV)/.installed  ## one whole cycle over a small news site of our own
	@$(BIN)/landbridge demo

test: $(VENV)/.installed-dev check  ## lint, types and tests
	$(BIN)/python -m pytest -q

check: $(VENV)/.installed-dev
	$(BIN)/ruff check flows storage watchlist tests
	$(BIN)/ruff format --check flows storage watchlist tests
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix flows storage watchlist tests
	$(BIN)/ruff format flows storage watchlist tests

lock:  ## needs uv on the PATH
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --output-file requirements.lock
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Landbridge into $(VENV) (a minute, once) …"
	$(PIP) install --no-deps --require-hashes -r requirements.lock  # the lock names them all: old pips resolve extras anew
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need …"
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
