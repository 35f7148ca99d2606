.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1
DEMO ?= demo
PORT ?= 8000
N ?= 20000

help:  ## list the tasks
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: .venv/run  ## build the demo region, brief it, serve it (SERVE=0 stops after the brief)
	$(BIN)/gaodi demo $(DEMO) --enterprises $(N)
	@if [ "$(SERVE)" != 0 ]; then $(BIN)/gaodi serve -w $(DEMO) --port $(PORT); fi

test: .venv/dev  ## the whole test suite, slow ones left out
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not slow"

slow: .venv/dev  ## the tests that `make test` leaves out
	$(BIN)/pytest -q -m slow tests

check: .venv/dev  ## style, types and import contracts
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/dev  ## side-by-side benchmarks, ratios printed; fails at the end if a limit was missed
	missed=0; for file in $(filter-out benchmarks/evaluate_facts.py,$(wildcard benchmarks/*.py)); do $(BIN)/python $$file || missed=1; done; exit $$missed

eval: .venv/dev  ## score the facts read from labelled articles (needs the public samples beside)
	$(BIN)/python benchmarks/evaluate_facts.py

docs: .venv/dev  ## write the generated reference pages and screenshots
	$(BIN)/python -m gaodi.catalogue && $(BIN)/python docs/screenshots.py

lock: .venv/dev  ## resolve the locked requirements anew, one week behind the registry
	sh requirements/resolve.sh

clean:  ## remove the environment, the demo and all caches
	rm -rf .venv $(DEMO) node_modules .pytest_cache .ruff_cache .mypy_cache .hypothesis src/gaodi/web/static/vendor

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "gaodi needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv && touch $@

.venv/run: .venv/python requirements/run.lock pyproject.toml hatch_build.py package-lock.json
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e . && touch $@

.venv/dev: .venv/run requirements/dev.lock package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --ignore-scripts; else echo "npm is not installed: the accessibility checks of the browser tests will be skipped"; fi
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock && touch $@

.PHONY: help demo test slow check bench eval docs lock clean
