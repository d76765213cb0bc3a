# Everything from `python3` (3.11 or newer) and `make` alone.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=

.PHONY: setup setup-dev demo test test-services coverage lint fuzz bench chaos peers screenshots lock sbom clean

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(VENV)/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m operations.core.staffing.columns.warm  # else the first plans spend their time on it
	@$(PY) -m operations.core.beds.annealing.warm
	@$(PY) -m operations.core.supply.columns.warm
	@$(PY) -m operations.core.supply.inventory.warm
	@$(PY) -m compileall -q forecasting hospital operations  # where an environment keeps no bytecode
	@touch $@

$(VENV)/.ready-dev: requirements.txt requirements-dev.txt $(VENV)/.ready
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup
	@$(PY) manage.py demo $(ARGS)

test: setup-dev
	$(PY) -m tests.everywhere $(ARGS)

# Lines and branches of access, runs, publish, imports, exports and audit, about four minutes; red
# when one of them falls below what it reached (tests/covered.py). ARGS="runs audit": of these alone.
coverage: setup-dev
	$(PY) -m tests.covered $(ARGS)

lint: setup-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run

# Ten thousand requests drawn from the API's own schema; `make test` sends a thousand. Each operation
# is also asked for what it takes; one that never said yes is a failure.
fuzz: setup-dev
	@$(PY) -m tests.fuzz $(ARGS)

bench: setup
	@$(PY) manage.py benchmark $(ARGS)

# What people wait for, beside a million stays: needs PostgreSQL's and Redis's programs and chromium.
# ARGS=--short: small, to see that it works.
bench-screens: setup-dev
	@$(PY) -m pip install --quiet --disable-pip-version-check playwright
	@$(PY) -m benchmarks.screens $(ARGS)

# Whether the night keeps its promises when things are killed, lost and full; needs PostgreSQL's and
# Redis's programs, not their servers. ARGS=--short: a few trials of each.
chaos: setup-dev
	@$(PY) -m benchmarks.reliability $(ARGS)

# An environment with statsforecast beside the product's packages, to measure against:
# .venv-peers/bin/python manage.py benchmark forecast FILE... --peers
peers: $(VENV)/bin/python
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check statsforecast==2.1.1

# The README's pictures, from `make demo` running beside it; needs chromium. ARGS=--every: each screen
# in each language, into var/pictures.
screenshots: setup-dev
	@$(PY) -m pip install --quiet --disable-pip-version-check playwright
	$(PY) -m tests.pictures $(ARGS)

lock: $(VENV)/bin/python
	@$(PY) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

# What the product is made of, with hashes and licences: CycloneDX, for the hospital's scanner.
sbom: setup
	@mkdir -p var
	@$(PY) -m tests.dependencies var/mizan.cdx.json

clean:
	rm -rf $(VENV) var staticfiles
