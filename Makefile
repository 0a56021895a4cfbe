# Two commands matter: `make run` and `make test`. Both set up .venv first, once.
#
# Another interpreter: make run PYTHON=python3.12. The reader's data elsewhere: BRIEFING_APP_DATA_DIR=DIR make run.

PYTHON ?= python3
BIN := .venv/bin
PREVIEW := build/preview
# Off the screen Qt warns that there is no window manager to ask; nothing follows from that.
OFFSCREEN := QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES="default.warning=false;qt.text.font.db.warning=false"

.DEFAULT_GOAL := help
.PHONY: help run test lint types bench wheel pins clean environment environment-dev

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment ## open the window; without a display, draw it into build/preview
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY" ] && [ -z "$$WAYLAND_DISPLAY" ]; then \
	  $(BIN)/python packaging/check_system.py || exit; \
	  echo "No display here: drawing the window and the first card into $(PREVIEW)/ instead."; \
	  $(OFFSCREEN) $(BIN)/python -m briefing_app --preview $(PREVIEW); \
	else \
	  $(BIN)/python packaging/check_system.py --window || exit; \
	  $(BIN)/python -m briefing_app; \
	fi

test: lint types ## check everything: format, lint, types, import rules, unit, window and story tests
	@$(BIN)/python packaging/check_system.py
	$(BIN)/pytest

lint: environment-dev ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: environment-dev ## check the types
	$(BIN)/mypy

bench: environment-dev ## measure speed and memory against bare floors (ONLY=switch for one, SIZE=1000 for one library)
	@$(BIN)/python packaging/check_system.py
	@$(OFFSCREEN) $(BIN)/python -m tests.benchmarks.run $(ONLY)

wheel: environment-dev ## build the wheel into dist/ and try it in an empty environment
	$(BIN)/python packaging/smoke_wheel.py --keep dist

# uv, in an environment of its own, is asked because it resolves for every platform at once.
UV := build/pins/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make pins" $(UPGRADE)
pins: ## renew the requirement files, a hash for every file (UPGRADE=--upgrade for the newest releases)
	@[ -x build/pins/bin/uv ] || { $(PYTHON) -m venv build/pins && build/pins/bin/pip install --quiet uv; }
	$(UV) pyproject.toml --group build --output-file requirements.txt
	$(UV) --group pyproject.toml:dev --constraints requirements.txt --output-file requirements-dev.txt

clean: ## remove what was built, and .venv
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(PYTHON) packaging/environment.py

environment-dev:
	@$(PYTHON) packaging/environment.py --dev
