"""Publish one generation: a read-only mart, the model that scored it, and a manifest of both.

A generation is a folder with a name of its own; readers follow the small file ``CURRENT``, which is
replaced in one step. A reader thus sees the old generation or the new one, never half of each, and
dbt can go on building: nobody but dbt and ``ml`` opens the warehouse.
"""

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import duckdb

from data.paths import published_dir, warehouse_path
from ml import bundle
from ml.bundle import ModelError, sha256

MART_FILE = "mart.duckdb"
MODEL_FOLDER = "model"
MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"
KEPT_GENERATIONS = 3
# Contact data and rejected raw text stay in the warehouse.
PUBLISHED_TABLES = "schema_name = 'marts' or table_name = 'source_reconciliation'"


class PublishError(Exception):
    """What was built cannot be published; the message says what to run."""


def publish() -> Path:
    """Publish the warehouse's marts with the current model, and return the generation's folder.

    Raises:
        PublishError: the predictions in the mart are not those of the current model.
        ModelError: there is no current model.
    """
    model_folder = bundle.current_folder()
    model = bundle.load(model_folder)
    now = dt.datetime.now(dt.UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}-{model.model_id}"
    beside = published_dir() / f".{name}"
    beside.mkdir(parents=True)
    try:
        summary = _copy_marts(beside / MART_FILE, model.model_id)
        shutil.copytree(model_folder, beside / MODEL_FOLDER)
        manifest = {
            "generation": name,
            "published_at": now.isoformat(timespec="seconds"),
            "model_id": model.model_id,
            **summary,
            "sha256": {
                str(path.relative_to(beside)): sha256(path)
                for path in sorted(beside.rglob("*"))
                if path.is_file()
            },
        }
        (beside / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        folder = beside.rename(published_dir() / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    pointer = published_dir() / CURRENT_FILE
    new_pointer = pointer.with_name(CURRENT_FILE + ".new")
    new_pointer.write_text(name, encoding="utf-8")
    new_pointer.replace(pointer)
    _remove_old_generations()
    return folder


def _copy_marts(target: Path, model_id: str) -> dict:
    if not warehouse_path().exists():
        raise PublishError(f"{warehouse_path()} does not exist: run `make build` first.")
    with duckdb.connect() as con:
        con.execute(f"attach {_literal(str(warehouse_path()))} as warehouse (read_only)")
        con.execute(f"attach {_literal(str(target))} as published")
        scored = con.execute(
            "select distinct model_id from warehouse.marts.customer_predictions"
        ).fetchall()
        if scored != [(model_id,)]:
            raise PublishError(
                f"the predictions in {warehouse_path()} are not those of the current model "
                f"{model_id}: run `make score` first."
            )
        tables = con.execute(
            f"""
            select schema_name, table_name from duckdb_tables()
            where database_name = 'warehouse' and ({PUBLISHED_TABLES})
            order by all
            """
        ).fetchall()
        for schema, table in tables:
            con.execute(f"create schema if not exists published.{schema}")
            con.execute(
                f"create table published.{schema}.{table} as from warehouse.{schema}.{table}"
            )
        comments = con.execute(
            f"""
            select schema_name, table_name, column_name, comment from duckdb_columns()
            where database_name = 'warehouse' and ({PUBLISHED_TABLES}) and comment is not null
            """
        ).fetchall()
        for schema, table, column, comment in comments:
            con.execute(
                f'comment on column published.{schema}.{table}."{column}" is {_literal(comment)}'
            )
        (summary,) = con.execute(
            """
            select
                max(cutoff_date)::varchar as scoring_cutoff,
                count(distinct customer_id) as customers
            from published.marts.customer_features
            """
        ).fetchall()
    return dict(zip(("scoring_cutoff", "customers"), summary, strict=True))


def _remove_old_generations() -> None:
    generations = sorted(path for path in published_dir().iterdir() if path.is_dir())
    for folder in generations[:-KEPT_GENERATIONS]:
        shutil.rmtree(folder, ignore_errors=True)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> int:
    """Publish, or say in one sentence why not."""
    try:
        folder = publish()
    except (PublishError, ModelError, duckdb.Error) as error:
        print(f"Publish: {error}", file=sys.stderr)
        return 1
    print(f"Published {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
