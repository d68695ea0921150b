# Everything runs from .venv, which is made from requirements.lock; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help setup demo test faults interop check crawl lock clean

help:
	@echo "make demo                             crawl the built-in replica site, audit it, show what came of it"
	@echo "make test                             run every test that needs Python alone"
	@echo "make faults                           kill crawls, fill disks, cut the power"
	@echo "make interop                          pywb, ReplayWeb.page in Chromium, npm tools read what we write"
	@echo "make check                            lint, types, import contracts"
	@echo 'make crawl OPERATOR="name <contact>"  crawl zjol.com.cn into archives/zjol'

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 …" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/scrapy demo

test: setup
	$(BIN)/python -m pytest -m "not interop and not faults"

# Kills crawls by the hundred, fills disks, cuts the power: ten minutes on two quiet cores.
faults: setup
	$(BIN)/python -m pytest -m faults

# Needs Node 20 with npm, and Debian's chromium; installs all else under .venvs/ on first use.
interop: setup
	$(BIN)/python -m pytest -m interop -n 0

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

crawl: setup
	$(BIN)/scrapy crawl zjol -s ARCHIVE_OPERATOR='$(OPERATOR)'

lock:
	$(PYTHON) -m venv --clear $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --extra test --extra check --extra build pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
