# make demo | test | docs | bench | accuracy | corpus | schema | tables | commands | notebooks | pictures | lock | clean: each sets up what it needs in .venv first; a stamp makes the second call fast.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
COMPILED := $(VENV)-compiled
LOCK := requirements.lock
# PyTorch without a graphics card; elsewhere: make test-hanlp TORCH="torch --index-url https://download.pytorch.org/whl/cpu"
TORCH ?= torch==2.13.0
SAMPLE := data/samples/archive.txt
PIP := PIP_CONSTRAINT=$(CURDIR)/$(LOCK) $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-hanlp segmenter departments hanlp programs lint types layers bench peers bench-archive start growth guard profile compiled accuracy corpus train tagging encodings schema tables commands notebooks pictures docs docs-serve lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */make \1  \t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sanbai_nlp needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: $(LOCK) pyproject.toml | $(BIN)/python
	SANBAI_COMPILE=0 $(PIP) install --quiet -e .
	@touch $@

$(VENV)/.dev: $(LOCK) pyproject.toml $(VENV)/.user
	$(PIP) install --quiet -r $(LOCK)
	@touch $@

demo: $(VENV)/.user  ## parse the sample archive
	$(BIN)/sanbai parse $(SAMPLE)

test: lint types layers programs  ## lint, types, layers, tests; CI=true installs the browser that some of them look with
	$(BIN)/python -m pytest

# HanLP and PyTorch are large, and want other versions of what .venv holds: an environment of their own.
HANLP := .venv-hanlp
$(HANLP)/.stamp: pyproject.toml
	$(PYTHON) -m venv $(HANLP)
	$(HANLP)/bin/python -m pip --disable-pip-version-check install --quiet $(TORCH)
	SANBAI_COMPILE=0 $(HANLP)/bin/python -m pip --disable-pip-version-check install --quiet -e ".[hanlp]" pytest hypothesis
	@touch $@

test-hanlp: $(HANLP)/.stamp  ## the tests of HanLP, in an environment of their own with PyTorch for the processor
	$(HANLP)/bin/python -m pytest -m hanlp tests/integrations/test_hanlp.py

programs:
	@[ "$(CI)" != true ] || .ci/programs

lint: $(VENV)/.dev  ## ruff, rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## mypy --strict, the public signatures as a user sees them too
	$(BIN)/mypy --strict src tests/typing_only.py

layers: $(VENV)/.dev  ## import-linter: the arrows between the rooms
	$(BIN)/lint-imports

bench: $(VENV)/.dev $(COMPILED)/.done  ## the full parse beside jieba.lcut, compiled and plain, then beside other tools; FILE=… for a text of your own, ARGS=--write for docs/speed.md
	$(COMPILED)/bin/python benchmarks/parse_speed.py $(ARGS) $(FILE)
	$(BIN)/python benchmarks/parse_speed.py $(ARGS) $(FILE)
	$(MAKE) peers ARGS=

# Other tools want other versions than .venv holds, and one is under the GPL: an environment of their own, from a pinned file.
PEERS := $(VENV)-peers
$(PEERS)/.stamp: benchmarks/peers/requirements.txt benchmarks/peers/install.py $(LOCK) pyproject.toml
	$(PYTHON) -m venv --clear $(PEERS)
	SANBAI_COMPILE=0 PIP_CONSTRAINT=$(CURDIR)/$(LOCK) $(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -e ".[spacy]"
	PIP_CONSTRAINT=$(CURDIR)/$(LOCK) $(PEERS)/bin/python benchmarks/peers/install.py benchmarks/peers/requirements.txt
	@touch $@

$(HANLP)/.jieba: $(HANLP)/.stamp
	PIP_CONSTRAINT=$(CURDIR)/$(LOCK) $(HANLP)/bin/python -m pip --disable-pip-version-check install --quiet jieba "setuptools<81"
	@touch $@

build/hanlp/config.json: | $(HANLP)/.stamp
	$(HANLP)/bin/python benchmarks/departments.py --with hanlp

# What cannot be set up is told on the page, the others go on.
peers: $(VENV)/.dev $(PEERS)/.stamp $(COMPILED)/.done  ## the parse beside other tools, into docs/benchmark.md; ARGS="--only jionlp" runs one anew
	-$(MAKE) $(HANLP)/.jieba build/hanlp/config.json
	PYTHONPATH=benchmarks $(BIN)/python -m peers $(ARGS)

profile: $(VENV)/.dev  ## which rooms of the parse take how long, into docs/speed.md
	$(BIN)/python benchmarks/parse_profile.py

start: $(VENV)/.dev  ## a cold start beside jieba, spaCy and JioNLP; ARGS="--write --python PYTHON" for docs/speed.md and peers installed elsewhere
	$(BIN)/python benchmarks/start.py $(ARGS)

growth: $(VENV)/.dev  ## cost over the length of a text and over own terms, into docs/speed.md and its picture; some minutes
	$(BIN)/python benchmarks/growth.py --write $(ARGS)

guard: $(VENV)/.dev  ## this tree beside the last tag's commit, in processor time; fails on a loss of over 15 %, as make test does
	$(BIN)/python benchmarks/guard.py $(ARGS)

bench-archive: $(VENV)/.dev  ## what an archive costs, into docs/archive-speed.md; half an hour
	$(BIN)/python benchmarks/archive.py --write $(ARGS)

compiled: dist/compiled/.done  ## build the wheel, compiled by mypyc where a C compiler is, into dist/compiled; three minutes

dist/compiled/.done: $(shell find src models -type f -not -name '*.pyc') hatch_build.py pyproject.toml | $(VENV)/.dev
	rm -rf dist/compiled
	$(BIN)/python -m build --outdir dist/compiled . > /dev/null
	@touch $@

$(COMPILED)/.done: dist/compiled/.done $(LOCK)
	$(PYTHON) -m venv --clear $(COMPILED)
	PIP_CONSTRAINT=$(CURDIR)/$(LOCK) $(COMPILED)/bin/python -m pip install --quiet dist/compiled/*.whl jieba setuptools
	@touch $@

accuracy: $(VENV)/.user  ## score the parse, write docs/accuracy.md; GOLD=… for reference reports, ARGS=--test for the test split
	$(BIN)/python benchmarks/accuracy.py $(ARGS) $(GOLD)

corpus: $(VENV)/.dev  ## measure the annotated reports, write their datasheet; ARGS=--pairs lists the most alike blocks
	$(BIN)/python benchmarks/corpus.py $(ARGS)

train: $(VENV)/.dev  ## train the tagger anew on train and dev
	$(BIN)/sanbai train data/annotated/train data/annotated/dev --out models/tagger/model.json

tagging: $(VENV)/.dev  ## cross-validate the tagger, write its model card; ARGS=--test judges the test split too
	$(BIN)/python benchmarks/tagging.py $(ARGS)

segmenter: $(VENV)/.dev  ## train the segmenter anew, write its model card; some minutes
	$(BIN)/python benchmarks/segmenter.py $(ARGS)

departments: $(VENV)/.dev  ## train spaCy's recogniser of departments anew, judge it on the test split, write its model card
	$(BIN)/python benchmarks/departments.py $(ARGS)

hanlp: $(HANLP)/.stamp  ## the same with HanLP, into build/hanlp and docs/models.md
	$(HANLP)/bin/python benchmarks/departments.py --with hanlp $(ARGS)

encodings: $(VENV)/.dev  ## measure how often the encoding of a text is found out, into docs/encodings.md
	$(BIN)/python benchmarks/encodings_found.py

schema: $(VENV)/.user  ## write docs/report.schema.json anew
	$(BIN)/sanbai schema > docs/report.schema.json.new
	mv docs/report.schema.json.new docs/report.schema.json

tables: $(VENV)/.user  ## write the columns in docs/tables.md and docs/archive.md anew
	$(BIN)/python -m sanbai_nlp.tabulation.page docs/tables.md
	$(BIN)/python -m sanbai_nlp.archive.page docs/archive.md

commands: $(VENV)/.user  ## write the commands in docs/cli.md anew
	$(BIN)/python -m sanbai_nlp.cli.page docs/cli.md

docs: $(VENV)/.dev  ## build the docs site into site/; open site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --clean --quiet

docs-serve: $(VENV)/.dev  ## show the docs site while you write it, at http://127.0.0.1:8000
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

notebooks: $(VENV)/.dev  ## execute the notebooks anew and store them with their outputs
	$(BIN)/python notebooks/run.py

pictures: $(VENV)/.dev  ## draw the pictures of the README anew
	$(BIN)/python docs/pictures/draw.py

lock: $(VENV)/.dev  ## write requirements.lock anew from .venv
	@{ grep '^#' $(LOCK); $(BIN)/python -m pip freeze --exclude-editable | grep -viE '^(sanbai|setuptools)'; } > $(LOCK).new
	mv $(LOCK).new $(LOCK)

clean:  ## remove .venv and what the tools leave behind
	rm -rf $(VENV) $(VENV)-compiled $(HANLP) $(PEERS) build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
