# The README's two commands are `make run` and `make test`; each sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INDEX  := indexes/policies
# Files that were imported in the web interface are read again with every build.
IMPORTED := data/sources
READY  := $(VENV)/.ready

.PHONY: run test check setup index serve eval bench clean

run: index
	@$(BIN)/kb ask "天津二级医院康复医学科床位有什么要求？" --index $(INDEX)
	@$(MAKE) --no-print-directory serve

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

setup: $(READY)

index: $(READY)
	@$(BIN)/kb build corpus $(wildcard $(IMPORTED)) --index $(INDEX)

serve:
	@$(BIN)/kb app --index $(INDEX)

eval: index
	$(BIN)/python -m eval.run --index $(INDEX)

bench: index
	$(BIN)/python -m eval.bench --index $(INDEX)

# torch first and by version: left to itself, pip on Linux takes its newest build, gigabytes of it.
$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[fast,dev]"
	@touch $@

clean:
	rm -rf $(VENV) indexes/policies build *.egg-info
