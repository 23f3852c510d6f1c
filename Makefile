# `make lab` opens the first lesson, `make test` checks everything; both install what they need first.
# The stamps are files that an installation leaves behind, so a second run starts at once.

VENV := .venv/bin
NPM := cd js && npm
MODULES := js/node_modules/.package-lock.json
BUNDLES := autograd_widgets/static/.built
LAB := .venv/.lab-installed
DEV := .venv/.dev-installed

comma := ,
stage = @printf '\n== %s ==\n' '$(1)'

.DEFAULT_GOAL := help
.PHONY: help lab test build watch site bench bench-browser contract pictures format clean node

help:
	@echo 'make lab            open the first lesson in JupyterLab (PORT=8890 chooses the port)'
	@echo 'make test           run every check: style, types, contract, TypeScript, pytest, browser'
	@echo 'make build          bundle the widgets'
	@echo 'make watch          bundle them again after every change'
	@echo 'make site           build the documentation into site/: guide, gallery, reference, a page for every operation'
	@echo 'make contract       write what the browser shares with Python: types, operations, test vectors'
	@echo 'make format         format Python and TypeScript'
	@echo 'make bench          time the engine and training beside hand-written NumPy and every other engine that is installed'
	@echo 'make bench-browser  time first picture, step and drag in a browser; print the bundle sizes'
	@echo 'make pictures       make the pictures of the README anew, from the real widgets'
	@echo 'make clean          remove everything that was installed or built'

lab: $(LAB) $(BUNDLES)
	@tools/system_packages.sh graphviz || true
	@$(VENV)/autograd-widgets lab notebooks $(if $(PORT),--port $(PORT))

test: $(DEV) $(MODULES)
	@tools/system_packages.sh graphviz chromium
	$(call stage,Python: style)
	$(VENV)/ruff check . && $(VENV)/ruff format --check .
	$(call stage,Python: types)
	$(VENV)/pyright
	$(call stage,Contract between Python and the browser: current)
	$(VENV)/python -m tools.generate --check
	$(call stage,TypeScript: types$(comma) style and tests)
	$(NPM) run --silent check && npm run --silent test
	$(call stage,Bundles)
	$(NPM) run --silent build
	$(call stage,Python and browser: tests)
	$(VENV)/python -m pytest

build: $(MODULES)
	$(NPM) run --silent build

watch: $(MODULES)
	$(NPM) run --silent watch

site: $(DEV) $(BUNDLES)
	@tools/system_packages.sh graphviz || true
	$(VENV)/python -m tools.site site
	@echo 'The site is built: open site/index.html.'

contract: $(DEV) $(MODULES)
	$(VENV)/python -m tools.generate

pictures: $(DEV) $(BUNDLES)
	@tools/system_packages.sh chromium
	$(VENV)/python -m tools.pictures

bench: $(DEV)
	$(VENV)/python -m benchmarks.engine --plot docs/benchmarks.svg
	$(VENV)/python -m benchmarks.training

bench-browser: $(DEV) $(BUNDLES)
	@tools/system_packages.sh chromium
	$(VENV)/python -m benchmarks.browser
	$(VENV)/python -m benchmarks.player

format: $(DEV) $(MODULES)
	$(VENV)/ruff check --fix-only . && $(VENV)/ruff format .
	$(NPM) run --silent format

clean:
	rm -rf .venv js/node_modules autograd_widgets/static dist site .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

node:
	@tools/node_version.sh

$(MODULES): js/package.json js/package-lock.json | node
	$(NPM) ci --no-audit --no-fund

$(BUNDLES): $(shell find js/src 2>/dev/null) js/build.mjs js/tsconfig.json $(MODULES)
	$(NPM) run --silent build
	@touch $@

$(VENV)/python:
	tools/virtual_environment.sh .venv

$(LAB): pyproject.toml | $(VENV)/python $(MODULES)
	@echo 'Installing the package and JupyterLab into .venv ...'
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check --editable '.[lab]'
	@touch $@

$(DEV): pyproject.toml | $(VENV)/python $(MODULES)
	@echo 'Installing the package, JupyterLab and the tools for tests into .venv ...'
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(LAB)
