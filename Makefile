# Two commands on a fresh machine: `make demo` and `make test`. Needs Python >= 3.11 and make; the rest is installed here.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PERSONS ?= 6000
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo run test check stop bench mutate assets docs messages migrations clean

help: ## Shows this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: .venv/runtime assets ## Starts everything with a synthetic region, until Ctrl-C
	@exec $(BIN)/stafett demo --port $(PORT) --persons $(PERSONS) --seed $(SEED)

run: .venv/runtime assets ## Starts web and worker with real settings from the environment
	@exec $(BIN)/stafett run --port $(PORT)

test: check ## Checks everything and runs all tests, browser tests too
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/pytest -n auto --dist loadgroup

check: .venv/dev assets ## Format, lint, types, import contracts, catalogues, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m stafett.frontend.messages --check
	$(BIN)/python -m django makemigrations --check --dry-run --settings stafett.settings.test

stop: .venv/runtime ## Stops the embedded database that the tests leave running for the next run
	@DJANGO_SETTINGS_MODULE=stafett.settings.test $(BIN)/python -c \
		'from django.conf import settings; from stafett import database; database.stop(settings.DATABASE_DIRECTORY)'

bench: .venv/bench assets ## Prints the performance figures beside their bars
	$(BIN)/python -m benchmarks

mutate: .venv/mutate assets ## Makes small faults in the rules and says which no test notices (ONLY=core/contact.py)
	@$(BIN)/python -m tests.mutation $(ONLY)

docs: .venv/runtime assets ## Writes the law and the examples as pages to read, in build/docs
	@$(BIN)/stafett law docs build/docs

assets: .venv/runtime
	@$(BIN)/python -m stafett.frontend.build

messages: .venv/dev ## Brings the catalogues up to date with the sources
	$(BIN)/python -m stafett.frontend.messages

migrations: .venv/dev ## Writes migrations for changed models
	$(BIN)/python -m django makemigrations --settings stafett.settings.test

clean: ## Removes what was built; keeps the data in var/
	rm -rf .venv build node_modules

.venv/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit("Stafett needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python lacks venv: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/runtime: .venv/uv requirements/runtime.txt
	@[ -e .venv/dev ] || [ -e .venv/bench ] || [ -e .venv/mutate ] || $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements/runtime.txt requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/uv requirements/dev.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/runtime $@

.venv/bench: .venv/uv requirements/bench.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements/bench.txt requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/runtime .venv/dev $@
	@rm -f .venv/mutate

.venv/mutate: .venv/uv requirements/mutate.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements/mutate.txt requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/runtime .venv/dev $@
	@rm -f .venv/bench

lock: .venv/uv ## Resolves the dependencies anew
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build -o requirements/runtime.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build --group dev -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build --group dev --group bench -o requirements/bench.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build --group dev --group mutate -o requirements/mutate.txt
