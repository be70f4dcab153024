# Everything a fresh machine needs is set up by the targets themselves: Python 3.11+ and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# 14,000 random campaigns: they cover nothing that the other tests don't, and counting it takes longer than they do
DRAWN := tests/test_rules_against_emulator.py
# many tests wait for a process or a pause: more workers than cores, and who is done takes over from the others
WORKERS ?= 4
READY := $(VENV)/.ready
CAMPAIGN ?=
CAMPAIGN_CMD := $(BIN)/campaign
DEMO := .campaign/demo.db
# these reach everyone, so a yes alone doesn't send them
DEMO_CONFIRM := --confirm maintenance-2026-12-18 --confirm new-year-2027 --confirm live-begins-2026-12-20
HEADING := @printf '\n==== %s\n\n'

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types docs docs-check bench plan apply status lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with the locked dependencies and the command `campaign` in it

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "campaign-runner needs Python 3.11 or newer; say: make PYTHON=python3.11 …")'
	@echo "setting up $(VENV): about a minute"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p .campaign && $(CAMPAIGN_CMD) schema > .campaign/schema.json
	@touch $@

demo: setup ## plan, send and record the example campaigns on the built-in emulator, from the beginning
	@rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	$(HEADING) "1. The plan: who would get what, by which route, in how many calls"
	@$(CAMPAIGN_CMD) plan campaigns --ledger $(DEMO)
	$(HEADING) "2. Exactly what one recipient would get"
	$(CAMPAIGN_CMD) render campaigns/netease-points.yaml -r m20006
	$(HEADING) "3. Apply: send to the emulator of both vendors, within their limits, and record"
	@$(CAMPAIGN_CMD) apply campaigns --yes $(DEMO_CONFIRM) --quiet --ledger $(DEMO)
	$(HEADING) "4. The ledger: declared against done"
	@$(CAMPAIGN_CMD) status campaigns --ledger $(DEMO)
	@echo
	@$(CAMPAIGN_CMD) ledger export --campaign shipped-2026-11-25 --ledger $(DEMO) | sed -n 1,3p
	@echo "… $$($(CAMPAIGN_CMD) ledger export --ledger $(DEMO) | grep -c .) messages in all, one line each"
	$(HEADING) "5. Why somebody got nothing"
	$(CAMPAIGN_CMD) explain campaigns/netease-points.yaml m20011 --ledger $(DEMO)
	$(HEADING) "6. Taking a message back: RongCloud only, by the ids in the ledger"
	$(CAMPAIGN_CMD) recall shipped-2026-11-25 -r u7000 --yes --quiet --ledger $(DEMO)
	$(HEADING) "7. The plan again: there is nothing to do"
	@$(CAMPAIGN_CMD) plan campaigns --quiet --detailed-exitcode --ledger $(DEMO)
	@printf '\nDone: nothing left to send. Now read campaigns/*.yaml, and README.md from "Quick start" on.\n'

test: setup ## run all tests, with the coverage gate
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered --cov-report=json:.coverage.json \
		--ignore=$(DRAWN)
	@$(BIN)/python -c 'import json; b = json.load(open(".coverage.json"))["totals"]["percent_branches_covered"]; print(f"branches covered: {b:.1f} %"); raise SystemExit(b < 95 and "at least 95 % of the branches must be covered")'
	$(BIN)/python -m pytest -n auto $(DRAWN)

check: test lint types docs-check ## all that CI checks

lint: setup ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## mypy, strict
	$(BIN)/mypy

docs: setup ## write the generated parts of the documentation
	$(BIN)/python docs/generate.py

docs-check: setup ## are the generated parts fresh?
	$(BIN)/python docs/generate.py --check

bench: setup ## measure sending and planning
	$(BIN)/python bench/send.py
	$(BIN)/python bench/plan.py

plan: setup ## what would be sent: CAMPAIGN=file or folder (default: campaigns/)
	@$(CAMPAIGN_CMD) plan $(CAMPAIGN)

apply: setup ## send: CAMPAIGN=…; YES=1 doesn't ask, EXPECT=fingerprint sends only what was reviewed
	@$(CAMPAIGN_CMD) apply $(CAMPAIGN) $(if $(YES),--yes) $(if $(EXPECT),--expect $(EXPECT))

status: setup ## declared against done: CAMPAIGN=…
	@$(CAMPAIGN_CMD) status $(CAMPAIGN)

lock: ## write requirements/*.txt anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate -o requirements/run.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra dev --extra bench -o requirements/dev.txt pyproject.toml

clean: ## remove what the targets made; never a ledger but the demo's
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* *.egg-info
	rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
