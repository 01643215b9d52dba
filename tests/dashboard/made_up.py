"""Small generations, cut from the sample's, for what no real one has: other names, broken parts."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from data.generations import MANIFEST_FILE, MART_FILE, MODEL_FOLDER, point_to
from data.publish import _write_manifest

CUSTOMERS = 40
# What does not belong to a customer is kept up to this many rows.
ROWS = 10_000


def shown_in(data_dir: Path) -> Path:
    """Return the folder of the generation that a data folder shows."""
    published = data_dir / "published"
    return published / (published / "CURRENT").read_text(encoding="utf-8").split()[0]


def cut(source: Path, target: Path) -> Path:
    """Write the mart of a generation with its first customers only, and return its path."""
    with duckdb.connect() as con:
        con.execute(f"attach '{source / MART_FILE}' as whole (read_only)")
        con.execute(f"attach '{target}' as part")
        columns = con.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where database_name = 'whole' order by all"
        ).fetchall()
        with_customers = {
            (schema, table) for schema, table, name, _ in columns if name == "customer_id"
        }
        for schema, table in sorted({(schema, table) for schema, table, _, _ in columns}):
            con.execute(f"create schema if not exists part.{schema}")
            condition = (
                "where customer_id in (select customer_id from whole.marts.customers "
                f"order by predicted_spend_30d desc, customer_id limit {CUSTOMERS})"
                if (schema, table) in with_customers
                else f"limit {ROWS}"
            )
            con.execute(
                f"create table part.{schema}.{table} as from whole.{schema}.{table} {condition}"
            )
        for schema, table, name, comment in columns:
            if comment:
                text = comment.replace("'", "''")
                con.execute(f"comment on column part.{schema}.{table}.\"{name}\" is '{text}'")
    return target


def publish_made_up(
    source: Path,
    mart: Path,
    data_dir: Path,
    change: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    **manifest: str,
) -> Path:
    """Put a generation with this mart under a data folder, and return its folder; not yet shown.

    Args:
        source: the generation whose model and manifest it gets.
        mart: the mart, see `cut`.
        data_dir: the folder under whose ``published`` it goes.
        change: what is done to the mart before.
        manifest: what its manifest says otherwise.
    """
    now = dt.datetime.now(dt.UTC)
    folder = data_dir / "published" / f"{now:%Y%m%dT%H%M%S%f}-made-up"
    folder.mkdir(parents=True)
    shutil.copyfile(mart, folder / MART_FILE)
    if change:
        with duckdb.connect(str(folder / MART_FILE)) as con:
            change(con)
    shutil.copytree(source / MODEL_FOLDER, folder / MODEL_FOLDER)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    old = json.loads((source / MANIFEST_FILE).read_text(encoding="utf-8"))
    _write_manifest(folder, {**old, "customers": CUSTOMERS, "generation": folder.name, **manifest})
    return folder


def show(folder: Path) -> None:
    """Make a generation the one that is shown, in the folder of ``DATA_DIR``."""
    point_to(folder)
