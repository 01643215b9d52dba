"""A published generation of many customers, made from one of few: each is there many times over."""

import json
import shutil
from pathlib import Path

import duckdb

from data.files import sha256
from data.generations import (
    CURRENT_FILE,
    MANIFEST_FILE,
    MART_FILE,
    MODEL_FOLDER,
    current_folder,
)

# A copy of every line item of every customer would be more than this many.
MOST_LINES = 10_000_000
# Read per model and cutoff, not per customer.
NOT_COPIED = ("backtest_features", "model_metrics", "model_calibration")


def inflate(customers: int, folder: Path) -> str:
    """Publish what ``DATA_DIR`` has published, with as many customers, under another folder.

    Returns:
        What the generation holds, in words.
    """
    source = current_folder()
    target = folder / "published" / source.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source / MODEL_FOLDER, target / MODEL_FOLDER)
    with duckdb.connect() as con:
        con.execute(f"attach '{source / MART_FILE}' as few (read_only)")
        con.execute(f"attach '{target / MART_FILE}' as many")
        ((known,),) = con.execute("select count(*) from few.marts.customers").fetchall()
        copies = -(-customers // known)
        tables = con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'few'"
        ).fetchall()
        for schema, table in tables:
            _copy(con, f"{schema}.{table}", copies)
        comments = con.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where database_name = 'few' and comment is not null"
        ).fetchall()
        for schema, table, column, comment in comments:
            text = comment.replace("'", "''")
            con.execute(f"comment on column many.{schema}.{table}.\"{column}\" is '{text}'")
        ((people, sales, lines),) = con.execute(
            """
            select
                (select count(*) from many.marts.customers),
                (select count(*) from many.intermediate.int_transactions),
                (select count(*) from many.intermediate.int_line_items)
            """
        ).fetchall()
    _describe(source, target, people)
    return f"{people:,} customers, {sales:,} sales, {lines:,} line items"


def _copy(con: duckdb.DuckDBPyConnection, relation: str, copies: int) -> None:
    columns = {row[0] for row in con.execute(f"describe few.{relation}").fetchall()}
    schema, table = relation.split(".")
    con.execute(f"create schema if not exists many.{schema}")
    where = ""
    if relation == "marts.customer_features":
        where = "where cutoff_date = (select max(cutoff_date) from few.marts.customer_features)"
    if relation == "marts.backtest_predictions":
        where = "where model_name = 'spend30'"
    if table in NOT_COPIED or not columns & {"customer_id", "customer_key"}:
        con.execute(f"create table many.{relation} as from few.{relation}")
        return
    if relation == "intermediate.int_line_items":
        ((lines,),) = con.execute(f"select count(*) from few.{relation}").fetchall()
        copies = min(copies, max(MOST_LINES // lines, 1))
    replaced = [
        f"{column} {shift} as {column}"
        for column, shift in (
            ("customer_id", "|| case when copy > 0 then '-' || copy else '' end"),
            ("customer_key", "+ copy * 100_000_000"),
            ("record_number", "+ copy * 1_000_000_000"),
            ("transaction_number", "+ copy * 1_000_000_000"),
        )
        if column in columns
    ]
    key = "customer_key" if "customer_key" in columns else "customer_id"
    con.execute(
        f"""
        create table many.{relation} as
        select few_rows.* replace ({", ".join(replaced)})
        from few.{relation} as few_rows
        cross join range({copies}) as copies(copy)
        {where}
        order by {key}
        """
    )


def _describe(source: Path, target: Path, customers: int) -> None:
    manifest = json.loads((source / MANIFEST_FILE).read_text(encoding="utf-8"))
    files = sorted(path for path in target.rglob("*") if path.is_file())
    manifest["sha256"] = {str(path.relative_to(target)): sha256(path) for path in files}
    manifest["customers"] = customers
    (target / MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
    pointer = f"{target.name} {sha256(target / MANIFEST_FILE)}\n"
    (target.parent / CURRENT_FILE).write_text(pointer, encoding="utf-8")
