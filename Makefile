# Everything that is done with this clone. All that these commands write stays in it: in .venv and .newswire.
unexport PYTHONDONTWRITEBYTECODE
PORT ?= 8080
BIN := .venv/bin
RUNTIME := .venv/runtime.installed
DEV := .venv/dev.installed
COMPILE := scripts/uv.sh pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.12

.PHONY: help install demo up test test-e2e quality lint lock clean
help: ## This list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

install: $(RUNTIME) ## Python packages into .venv, by the hashed lock

demo: $(RUNTIME) ## One run of wire_ingest by Airflow on the bundled stories (or SEEDS=file or folder), and its report
	@$(BIN)/python -m pipeline.orchestration.demo $(if $(SEEDS),"$(SEEDS)")
	@$(BIN)/newswire report

up: $(RUNTIME) ## Airflow and its pages on this machine until Ctrl-C (PORT=8080, METADATA=URL of a PostgreSQL)
	@exec $(BIN)/python -m pipeline.orchestration.up "$(PORT)" "$(METADATA)"

test: $(DEV) ## The tests, without those that start Airflow's servers or read the development sets
	$(BIN)/pytest -n 3 --dist worksteal -m "not e2e and not quality"

test-e2e: $(DEV) ## The tests with Airflow's real scheduler, on SQLite and PostgreSQL
	$(BIN)/pytest -m e2e tests/e2e

quality: $(DEV) ## The floors of quality on the development sets, where these are at hand
	$(BIN)/pytest -n 2 --dist loadgroup -m quality tests/quality

lint: $(DEV) ## Style, types, and which module may import which
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

lock: ## Renew the locks from pyproject.toml; what S3 and the image need beyond has one of its own
	$(COMPILE) --all-extras --group build pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --group s3 -c requirements/runtime.txt -o requirements/s3.txt
	$(COMPILE) --group deploy -c requirements/runtime.txt -o requirements/deploy.txt
	$(COMPILE) --all-extras --group build --group dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

clean: ## Remove all that these commands made, the databases in .newswire included
	rm -rf .venv .newswire .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/%.installed: requirements/%.txt pyproject.toml scripts/install.sh scripts/uv.sh
	@scripts/install.sh $< && touch $@
