# Two commands matter: `make demo` runs the whole thing, `make test` proves it.
# Each does all the set-up it needs; see README.md.

SHELL := /bin/bash
BOOT := PYTHONDONTWRITEBYTECODE= python3 -m bootstrap
DEV := .state/envs/dev/bin
RUN := PATH="$(CURDIR)/$(DEV):$$PATH" PYTHONPATH="$(CURDIR)/site:$(CURDIR)" PYTHONDONTWRITEBYTECODE=

.PHONY: help test test-long check format

help: ## What can be asked
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

test: ## Check, then every test but the slow ones, browser tests included
	@$(BOOT) test
	@$(MAKE) --no-print-directory checks
	$(RUN) pytest -p no:django -p no:playwright -n 2 tests/repository

test-long: ## What must be slow: stock nbgrader, restarts, crowds
	@$(BOOT) test
	@echo "No slow tests yet."

check: ## Lint, types, layers, templates, missing migrations
	@$(BOOT) check
	@$(MAKE) --no-print-directory checks

checks:
	$(RUN) ruff check bootstrap tests/repository site/website/settings

format: ## Put the code in shape
	@$(BOOT) check
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) djlint --reformat --quiet site clubs curriculum hub_config
