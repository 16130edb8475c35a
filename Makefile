# Every target sets up all that it needs; Python 3.11, git and make are enough to begin with.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-ui test-torch lint types bench benchmarks serve ui locks clean system-deps

help:
	@echo "make demo         the main job on the bundled sample, with a real speech model"
	@echo "make test         the tests; what this machine lacks is skipped with a reason"
	@echo "make test-torch   the tests of engines on torch, in an environment of their own"
	@echo "make lint         style, types and the direction of imports"
	@echo "make bench        word errors and time beside plain faster-whisper; takes minutes"
	@echo "make bench BENCH='sync shots'   other measurements of the list, one after the other"
	@echo "make benchmarks   the list: what each measurement is"
	@echo "make serve        the season's tracks in the browser, over out/demo"
	@echo "make ui           the review page's editor, anew where its sources changed (npm registry)"
	@echo "make test-ui      the editor's types and tests alone"
	@echo "make locks        compile the lock files anew"
	@echo "make system-deps  Debian packages that the full tests use (as root)"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# What runs: the speech core alone.
$(VENV)/core.stamp: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

# What tests: everything but torch.
$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/core.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/core.stamp
	$(BIN)/localize demo

# Each file's tests on one processor. Those at the browser come after them, one by one: they watch
# pictures as they play.
SIDE_BY_SIDE ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# Without the npm registry the tests that need the editor skip with the reason; not where CI is set.
test: $(VENV)/dev.stamp
	$(BIN)/python ui/web/bundle.py --if-reachable
	$(BIN)/python -m pytest -m "not torch" --ignore tests/localize_ui/browser $(SIDE_BY_SIDE) \
		&& status=0 || status=$$?; \
	$(BIN)/python -m pytest tests/localize_ui/browser && exit $$status

# Torch is no part of the locks: which build is right depends on the machine. To keep CUDA's
# libraries from being fetched too, point pip at an index of CPU builds.
TORCH ?= torch==2.13.0
TBIN  := $(VENV)-torch/bin

$(VENV)-torch/dev.stamp: requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-torch
	$(TBIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(TBIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)" "transformers>=5,<6" "sentencepiece>=0.2"
	$(TBIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

test-torch: $(VENV)-torch/dev.stamp
	$(TBIN)/python -c "import torch"
	$(TBIN)/python -m pytest -m torch tests/localize_models

# The review page's editor, by Node from a Python package.
ui: $(VENV)/dev.stamp
	$(BIN)/python ui/web/bundle.py

test-ui: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/ui_web

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy tests benchmarks
	$(BIN)/lint-imports

# Those whose figures change with every engine; `make benchmarks` lists the others.
BENCH ?= accuracy overhead

bench: $(VENV)/dev.stamp
	set -e; for name in $(BENCH); do $(BIN)/python benchmarks/$$name.py; done

benchmarks: $(VENV)/dev.stamp
	@$(BIN)/python benchmarks

serve: $(VENV)/dev.stamp
	$(BIN)/python ui/web/bundle.py --if-reachable
	$(BIN)/localize serve --project out/demo --out out/demo

# Without index addresses, links or a torch of this machine's own, so that the locks hold elsewhere.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --upgrade \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header pyproject.toml

locks: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip-tools>=7.5"
	$(COMPILE) --build-deps-for editable --extra dev --extra ui --output-file requirements-dev.txt
	$(COMPILE) --build-deps-for editable --constraint requirements-dev.txt --output-file requirements.txt

system-deps:
	apt-get update
	apt-get install --yes --no-install-recommends postgresql chromium fonts-noto-cjk ffmpeg \
		apertium apertium-eng-spa apertium-spa-cat cg3 hunspell-de-de hunspell-es hunspell-fr

clean:
	rm -rf $(VENV) $(VENV)-torch build dist out ui/web/node_modules ui/localize_ui/web
