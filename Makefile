# spend30: every command sets up what it needs. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The folder of one retailer: raw/, warehouse.duckdb, models/, published/.
# Set but empty means the default too: `make clean DATA_DIR=` must not reach for /.
override DATA_DIR := $(or $(DATA_DIR),data)
export DATA_DIR
export HOST ?= 127.0.0.1
export PORT ?= 8050
export Q
export ROWS ?= 1000000
export SEED ?= 7
export CUSTOMERS ?= 10000
# Seconds to search for other settings of the boosted trees; 0: none.
export TUNE_SECONDS ?= 15
# Which reports to write, such as REPORTS="eda model"; all of them when empty.
export REPORTS ?=
# Variables of dbt_project.yml, such as VARS='{as_of_date: 2017-10-28}'.
export VARS ?= {}
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras --quiet
DBT := $(BIN)/dbt --warn-error-options '{"error": ["NoNodesForSelectionCriteria"]}'
DBT_PATHS = --project-dir dbt_project --profiles-dir . --vars "$$VARS"
# What hangs on the tables that `ml` writes, with the marts that are rebuilt after it.
SCORED := customer_predictions customers customer_explanations feature_importance partial_dependence \
	feature_distributions feature_drift forecast_totals forecast_breakdown customers_to_act_on
BACKTESTED := backtest_predictions model_calibration model_metrics model_segments int_bootstrap_weights \
	metric_replicates model_comparisons

.PHONY: help setup setup-dev sample-data synthetic-data check build train score publish rollback summary sql metric run dashboard docs \
	setup-spark land spark-build spark-score parity bench-engines \
	lint format test test-long report screenshots grades bench bench-model bench-dashboard ceiling lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

# --- Environment -----------------------------------------------------------------------------------

setup: .venv/.installed ## Create .venv from the hash-locked requirements.txt
setup-dev: .venv/.installed-dev

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "The venv module is incomplete: install it (Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Installing the environment (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the test tools (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# --- One step each ---------------------------------------------------------------------------------

sample-data: setup ## Write The Complete Journey sample into $DATA_DIR/raw, if that is empty
	@$(BIN)/python -m data.sample

synthetic-data: setup ## Generate a retailer into $DATA_DIR/raw: ROWS=1000000 line items, SEED=7
	@$(BIN)/python -m data.synthetic --rows "$$ROWS" --seed "$$SEED"

check: setup ## Check the seven raw tables against the contract
	@$(BIN)/python -m data.inputs.check

build: sample-data ## Check the inputs and build the warehouse (dbt build)
	@$(BIN)/python -m data.inputs.check
	@$(BIN)/python -m data.build "$$VARS" || { $(BIN)/python -m data.rejections; exit 1; }

train: setup ## Backtest and train on the mart (builds first where there is none)
	@test -f "$$DATA_DIR/warehouse.duckdb" || $(MAKE) --no-print-directory build
	@$(BIN)/python -m ml evaluate
	@$(DBT) --quiet build $(DBT_PATHS) --select $(BACKTESTED)
	@$(BIN)/python -m ml train

score: setup ## Score every customer with the current model (trains first where there is none)
	@test -f "$$DATA_DIR/models/CURRENT" || $(MAKE) --no-print-directory train
	@$(BIN)/python -m ml score
	@$(DBT) --quiet build $(DBT_PATHS) --select $(SCORED)

publish: setup ## Publish mart and model as one generation for the dashboard
	@$(BIN)/python -m data.publish

rollback: setup ## Show the generation that was published before the one that is shown
	@$(BIN)/python -m data.rollback

summary: setup ## Print what the last run did
	@$(BIN)/python -m data.summary

sql: setup ## Run a query on the warehouse: make sql Q="select * from marts.model_metrics"
	@$(BIN)/python -m data.sql "$$Q"

metric: setup-dev ## Ask for a metric: make metric Q="--metrics revenue --group-by metric_time__month --order metric_time__month"
	@test -f "$$DATA_DIR/warehouse.duckdb" || $(MAKE) --no-print-directory build
	@$(DBT) --quiet parse $(DBT_PATHS) --target-path target
	@echo "$$Q" | DBT_PROJECT_DIR=dbt_project DBT_PROFILES_DIR=. xargs $(BIN)/mf query --decimals 3

# --- The whole road --------------------------------------------------------------------------------

run: ## From raw files to predictions: check, build, train, score, publish, summary
	@$(MAKE) --no-print-directory build
	@$(MAKE) --no-print-directory train
	@$(MAKE) --no-print-directory score
	@$(MAKE) --no-print-directory publish
	@$(MAKE) --no-print-directory summary

dashboard: setup ## Serve the dashboard on http://127.0.0.1:8050 (HOST, PORT), building first if needed
	@test -f "$$DATA_DIR/published/CURRENT" || $(MAKE) --no-print-directory run
	@$(BIN)/python -m dashboard

# --- Apache Spark (docs/scale.md) ------------------------------------------------------------------

setup-spark: .venv/.installed-spark
.venv/.installed-spark: requirements-spark.txt .venv/.installed
	@test -n "$${JAVA_HOME:-}" || command -v java >/dev/null || { echo "Spark needs Java 17: install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless), or set JAVA_HOME."; exit 1; }
	@echo "Installing Spark (once, half a gigabyte)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.txt
	@touch $@

land: sample-data ## Write the checked raw files as Parquet: what Spark reads
	@$(BIN)/python -m data.landing

spark-build: setup-spark sample-data ## Build and test the same models on Apache Spark (needs Java 17)
	@$(BIN)/python -m data.build "$$VARS" spark

spark-score: setup-spark ## Score on Spark with the model that `make run` trained, and build the prediction marts there
	@$(BIN)/python -m ml hand-over-to-spark
	@$(BIN)/python -m ml score-on-spark
	@$(DBT) --quiet build $(DBT_PATHS) --target spark --select $(SCORED) $(BACKTESTED)

parity: setup-dev ## Build all on both engines, score on both, and compare every public table
	@test -f "$$DATA_DIR/models/CURRENT" || $(MAKE) --no-print-directory run
	@$(MAKE) --no-print-directory spark-build
	@$(MAKE) --no-print-directory spark-score
	@$(BIN)/python -m tests.parity

docs: setup ## Write the dbt docs as one HTML file, reports/dbt-docs.html
	@test -f "$$DATA_DIR/warehouse.duckdb" || $(MAKE) --no-print-directory build
	@$(BIN)/python -m reports.dbt_docs

# --- Quality ---------------------------------------------------------------------------------------

# sqlfluff compiles the models as dbt does, and dbt asks for checked inputs.
SQLFLUFF = folder=$$(mktemp -d) && trap "rm -rf $$folder" EXIT && export DATA_DIR=$$folder \
	&& export PYTHONWARNINGS=ignore:resource_tracker \
	&& $(BIN)/python -m data.sample >/dev/null && $(BIN)/sqlfluff

lint: setup-dev ## Lint Python (ruff) and SQL (sqlfluff)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(SQLFLUFF) lint --processes 2 dbt_project/models dbt_project/tests

format: setup-dev ## Format Python and SQL
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@$(SQLFLUFF) fix --quiet dbt_project/models dbt_project/tests

test: lint ## Lint and every test, on the sample
	@$(BIN)/python -m pytest -m "not long" --numprocesses 2 --dist loadfile

test-long: setup-dev ## Fuzz, kill, flip and truncate in earnest (about half an hour)
	@$(BIN)/python -m pytest -m long -s

report: setup-dev ## Write reports, slides and documents from warehouse and model (needs npm and Chromium)
	@test -f "$$DATA_DIR/published/CURRENT" || $(MAKE) --no-print-directory run
	@$(BIN)/python -m reports $$REPORTS
	@test -n "$$REPORTS" || $(MAKE) --no-print-directory docs

screenshots: setup-dev ## Write a picture of every page of the dashboard into docs/images
	@test -f "$$DATA_DIR/published/CURRENT" || $(MAKE) --no-print-directory run
	@$(BIN)/python -m reports screenshots

grades: setup-dev .venv-grades/.installed ## Let dbt-score and dbt-bouncer judge the dbt project
	@$(BIN)/dbt --quiet parse $(DBT_PATHS)
	@$(BIN)/dbt-score lint --manifest dbt_project/target/manifest.json
	@.venv-grades/bin/dbt-bouncer run

.venv-grades/.installed: requirements-grades.txt | .venv/bin/python
	@.venv/bin/python -m venv .venv-grades
	@.venv-grades/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-grades.txt
	@touch $@

bench: setup-dev ## Measure the build (beside a floor, polars and pandas: ROWS=1000000 SEED=7), model and dashboard
	@$(BIN)/python -m tests.bench --rows "$$ROWS" --seed "$$SEED"
	@$(MAKE) --no-print-directory bench-model
	@$(MAKE) --no-print-directory bench-dashboard

bench-dashboard: setup-dev .venv-peer/.installed ## Measure the dashboard with 200,000 customers, beside explainerdashboard
	@test -f "$$DATA_DIR/published/CURRENT" || $(MAKE) --no-print-directory run
	@$(BIN)/python -m tests.bench.dashboard --peer .venv-peer/bin/python

.venv-peer/.installed: requirements-peer.txt | .venv/bin/python
	@.venv/bin/python -m venv .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peer.txt
	@touch $@

bench-engines: setup-dev ## Measure the same models on DuckDB (ENGINE_ROWS="--duckdb 1000000 --spark 1000000") and Spark
	@$(BIN)/python -m tests.bench.engines $(ENGINE_ROWS)

bench-model: setup-dev ## Measure training, prediction and explanation on what DATA_DIR holds
	@test -f "$$DATA_DIR/models/CURRENT" || $(MAKE) --no-print-directory run
	@$(BIN)/python -m tests.bench.model

ceiling: setup-dev ## How close to what can be known? Generated data: CUSTOMERS=10000 (100000: an hour)
	@test -d "$$DATA_DIR/ceiling-$$CUSTOMERS/raw" || DATA_DIR="$$DATA_DIR/ceiling-$$CUSTOMERS" \
		$(BIN)/python -m data.synthetic --rows $$((120 * CUSTOMERS)) --seed "$$SEED"
	@$(MAKE) --no-print-directory run DATA_DIR="$$DATA_DIR/ceiling-$$CUSTOMERS"

lock: ## Lock the requirements anew (needs uv)
	uv pip compile pyproject.toml --extra dev --extra spark $(LOCK) --upgrade -o requirements-dev.txt
	uv pip compile pyproject.toml --extra spark $(LOCK) -c requirements-dev.txt -o requirements-spark.txt
	uv pip compile pyproject.toml $(LOCK) -c requirements-dev.txt -o requirements.txt
	uv pip compile requirements-grades.in $(LOCK) --upgrade -o requirements-grades.txt
	uv pip compile requirements-peer.in $(LOCK) --upgrade -o requirements-peer.txt

clean: ## Remove what was built, recorded attributes too (the raw files and .venv stay)
	rm -rf "$$DATA_DIR"/warehouse.duckdb* "$$DATA_DIR/warehouse.spark" "$$DATA_DIR/landed" "$$DATA_DIR"/ci.duckdb* "$$DATA_DIR/models" "$$DATA_DIR/published" "$$DATA_DIR/input_check.json"
	rm -rf dbt_project/target dbt_project/logs logs .pytest_cache .ruff_cache
