"""Run the project's commands on a folder of data, as its users do."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

from data.paths import PROJECT_DIR

DBT = str(Path(sys.executable).with_name("dbt"))
# dbt's unit tests make up their own rows, so they say the same whatever drop is built: the build
# of the sample runs them, all others do without.
WITHOUT_UNIT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test"}
WITH_UNIT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": ""}


def run(
    *command: str, data_dir: Path, check: bool = True, **env: str
) -> subprocess.CompletedProcess:
    """Run a command at the project's top with ``DATA_DIR`` set; return it with its output."""
    done = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(data_dir), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done


def dbt(
    command: str, *arguments: str, data_dir: Path, check: bool = True, **variables: Any
) -> subprocess.CompletedProcess:
    """Run dbt as the README says, with what it compiles kept beside the data."""
    return run(
        DBT,
        "--no-use-colors",
        command,
        *("--project-dir", "dbt_project", "--profiles-dir", "."),
        *("--target-path", str(data_dir.resolve() / "target")),
        *("--log-path", str(data_dir.resolve() / "logs")),
        *("--vars", json.dumps(variables)),
        *arguments,
        data_dir=data_dir,
        check=check,
    )


def start(*command: str, data_dir: Path, **options: Any) -> subprocess.Popen:
    """Start a command in a process group of its own, to be killed as a whole."""
    return subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **options,
    )


def query(data_dir: Path, sql: str) -> list[tuple]:
    """Return the rows of a query on the warehouse."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()
