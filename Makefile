# Two commands matter: `make demo` runs the whole thing, `make test` proves it.
# Each does all the set-up it needs; see README.md.

SHELL := /bin/bash
BOOT := PYTHONDONTWRITEBYTECODE= python3 -m bootstrap
DEV := .state/envs/dev/bin
RUN := PATH="$(CURDIR)/$(DEV):$$PATH" PYTHONPATH="$(CURDIR)/site:$(CURDIR)" PYTHONDONTWRITEBYTECODE=

.PHONY: help demo reset test test-long check format

help: ## What can be asked
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## Set everything up and run it; Ctrl-C stops it all
	@$(BOOT) demo
	@exec env PYTHONPATH="$(CURDIR)/site:$(CURDIR)" .state/envs/site/bin/python -m website.supervisor demo

reset: ## Forget the demo's data and start afresh next time
	@$(BOOT) demo
	@env PYTHONPATH="$(CURDIR)/site:$(CURDIR)" .state/envs/site/bin/python -m website.supervisor reset

test: ## Check, then every test but the slow ones, browser tests included
	@$(BOOT) test
	@$(MAKE) --no-print-directory checks
	$(RUN) pytest -n 2 --dist loadgroup -m "not long"

test-long: ## What must be slow: stock nbgrader, restarts, crowds
	@$(BOOT) test
	$(RUN) pytest -n 0 -m long --timeout 1500

check: ## Lint, types, layers, templates, missing migrations
	@$(BOOT) check
	@$(MAKE) --no-print-directory checks

checks:
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports --no-cache
	$(RUN) mypy
	$(RUN) djlint --check --quiet --lint site clubs curriculum hub_config
	$(RUN) python -m tests.repository.missing_migrations

format: ## Put the code in shape
	@$(BOOT) check
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) djlint --reformat --quiet site clubs curriculum hub_config
