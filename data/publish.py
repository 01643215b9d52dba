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

from data.files import sha256
from data.generations import (
    MANIFEST_FILE,
    MART_FILE,
    MODEL_FOLDER,
    NothingPublished,
    all_generations,
    current_folder,
    point_to,
)
from data.lock import Busy, only_one
from data.paths import published_dir, warehouse_path
from ml import bundle
from ml.bundle import ModelError

KEPT_GENERATIONS = 3
READ_ONLY = 0o444
# Beside the marts: what became of the build, and what features of one customer are computed from.
# Contact data and rejected raw text stay in the warehouse.
BESIDE_THE_MARTS = (
    "quality.source_reconciliation",
    "quality.rejected_examples",
    "quality.build_results",
    "quality.compiled_models",
    "intermediate.int_cutoffs",
    "intermediate.int_transactions",
    "intermediate.int_line_items",
    "intermediate.int_products",
    "intermediate.int_product_categories",
    "intermediate.int_categories",
    "intermediate.int_stores",
    "staging.stg_stores",
    "staging.stg_promotion_details",
    "staging.stg_loyalty_rules",
    # When the files were checked, and the formats that were declared for them.
    "raw.input_files",
)
PUBLISHED_TABLES = (
    "schema_name = 'marts' or schema_name || '.' || table_name in "
    f"({', '.join(repr(name) for name in BESIDE_THE_MARTS)})"
)


class PublishError(Exception):
    """What was built cannot be published; the message says what to run."""


def publish() -> Path:
    """Publish the warehouse's marts with the current model, and return the generation's folder.

    Raises:
        PublishError: the last build did not pass, or its predictions are not those of the current
            model.
        ModelError: there is no current model.
        Busy: another publication is under way.
    """
    published_dir().mkdir(parents=True, exist_ok=True)
    with only_one(published_dir(), "publication"):
        _remove_remains()
        model_folder = bundle.current_folder()
        model = bundle.load(model_folder)
        now = dt.datetime.now(dt.UTC)
        name = f"{now:%Y%m%dT%H%M%S%f}-{model.model_id}"
        beside = published_dir() / f".{name}"
        beside.mkdir()
        try:
            summary = _copy_marts(beside / MART_FILE, model.model_id)
            (beside / MODEL_FOLDER).mkdir()
            for part in (bundle.MODEL_FILE, bundle.MANIFEST_FILE, bundle.CARD_FILE):
                shutil.copyfile(model_folder / part, beside / MODEL_FOLDER / part)
            _write_manifest(
                beside,
                {
                    "generation": name,
                    "published_at": now.isoformat(timespec="seconds"),
                    "model_id": model.model_id,
                    **summary,
                },
            )
            folder = beside.rename(published_dir() / name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        point_to(folder)
        _remove_old_generations()
    return folder


def _write_manifest(folder: Path, manifest: dict) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest["sha256"] = {str(path.relative_to(folder)): sha256(path) for path in files}
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for file in (*files, path):
        file.chmod(READ_ONLY)


def _copy_marts(target: Path, model_id: str) -> dict:
    if not warehouse_path().exists():
        raise PublishError(f"{warehouse_path()} does not exist: run `make build` first.")
    with duckdb.connect() as con:
        con.execute(f"attach {_literal(str(warehouse_path()))} as warehouse (read_only)")
        _check_build(con)
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
            from (
                select database_name, schema_name, table_name from duckdb_tables()
                union all
                select database_name, schema_name, view_name from duckdb_views()
            ) as relations(database_name, schema_name, table_name)
            select schema_name, table_name
            where database_name = 'warehouse' and ({PUBLISHED_TABLES})
            order by all
            """
        ).fetchall()
        for schema, table in tables:
            relation = f"warehouse.{schema}.{table}"
            con.execute(f"create schema if not exists published.{schema}")
            order = _order(con, relation)
            con.execute(f"create table published.{schema}.{table} as from {relation} {order}")
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


def _order(con: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Return how to order a table so that the rows of one customer are found without a scan."""
    # Here the newest cutoff is read of all customers, of one among them.
    if relation.endswith(".marts.customer_features"):
        return "order by cutoff_date, customer_id"
    columns = {row[0] for row in con.execute(f"describe {relation}").fetchall()}
    keys = [key for key in ("customer_key", "customer_id") if key in columns]
    return f"order by {keys[0]}" if keys else ""


def _check_build(con: duckdb.DuckDBPyConnection) -> None:
    """Ask what became of every model and test when it was last run (macro start_build_results)."""
    try:
        unfit = con.execute(
            """
            select split_part(node_id, '.', 3), status from warehouse.quality.build_results
            where status not in ('success', 'pass', 'warn', 'no-op')
            order by status = 'skipped', node_id
            """
        ).fetchall()
    except duckdb.CatalogException as error:
        raise PublishError(
            f"{warehouse_path()} was never built: run `make build` first."
        ) from error
    if unfit:
        name, status = unfit[0]
        more = f", and {len(unfit) - 1:,} more" if len(unfit) > 1 else ""
        became = "was not run to its end" if status == "started" else f"ended with {status!r}"
        raise PublishError(
            f"the last build is not fit to be published ({name} {became}{more}): mend it, then "
            "run `make build`. What was published before stays."
        )


def _remove_remains() -> None:
    """Remove what a publication that was killed left half-made."""
    for remains in published_dir().glob(".2*"):
        shutil.rmtree(remains, ignore_errors=True)


def _remove_old_generations() -> None:
    kept = {current_folder(), *all_generations()[:KEPT_GENERATIONS]}
    for folder in all_generations():
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> int:
    """Publish, or say in one sentence why not."""
    try:
        folder = publish()
    except (PublishError, NothingPublished, ModelError, Busy, duckdb.Error, OSError) as error:
        print(f"Publish: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    print(f"Published {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
