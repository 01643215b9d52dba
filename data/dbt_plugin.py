"""Show the checked raw files to dbt as the relations of the schema ``raw``.

dbt-duckdb loads this plugin when it connects (``profiles.yml``), so ``dbt build`` works by itself
and never reads a file that was not checked. All are views: on a Parquet file where it lies, on a
CSV file as it was landed (data.landing).
"""

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from data.contract import UNREADABLE, RawTable, raw_tables
from data.inputs.check import InputFile, check_inputs
from data.inputs.error import InputError
from data.landing import (
    FINDINGS,
    land,
    literal,
    pattern,
    remove_remains,
    select_findings,
    select_parquet,
)
from data.lock import Busy, check_warehouse


class Plugin(BasePlugin):
    """Creates ``raw.<table>`` for the seven tables, and ``raw.input_files`` for the check."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Say in one sentence who holds the warehouse, before DuckDB says it in many."""
        try:
            check_warehouse(Path(creds.path))
        except Busy as error:
            raise DbtRuntimeError(str(error)) from error

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Check the inputs and bring the relations of the schema ``raw`` up to date."""
        try:
            files = check_inputs()
            remove_remains()
            conn.execute("create schema if not exists raw")
            for table, file in zip(raw_tables(), files, strict=True):
                _show(conn, table, file)
        except InputError as error:
            raise DbtRuntimeError(str(error)) from error
        conn.execute(f"create or replace view raw.{FINDINGS} as {select_findings(files)}")


def _show(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> None:
    """Create the view ``raw.<table>``, unless it is there and shows this very content."""
    select = select_parquet(table, file) if file.is_parquet else _select_landed(conn, table, file)
    shows = f"{file.sha256} {select}"
    there = conn.execute(
        """
        select 'table', comment from duckdb_tables() where schema_name = 'raw' and table_name = $1
        union all
        select 'view', comment from duckdb_views() where schema_name = 'raw' and view_name = $1
        """,
        [table.name],
    ).fetchall()
    if there == [("view", shows)]:
        return
    for kind, _ in there:
        conn.execute(f"drop {kind} raw.{table.name}")
    try:
        conn.execute(f"create view raw.{table.name} as {select}")
        ((rows,),) = conn.execute(f"select count(*) from raw.{table.name}").fetchall()
    except duckdb.Error as error:
        raise DbtRuntimeError(
            f"{file.path} cannot be loaded ({str(error).splitlines()[0]}): export it again."
        ) from error
    if rows != file.rows_read:
        raise DbtRuntimeError(
            f"{file.path} holds {file.rows_read:,} records, but {rows:,} were loaded: export it "
            "again."
        )
    conn.execute(f"comment on view raw.{table.name} is {literal(shows)}")


def _select_landed(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> str:
    columns = ", ".join(["record_number", *table.columns, *UNREADABLE])
    landed = pattern(land(conn, table, file))
    return f"select {columns} from read_parquet({landed}, hive_partitioning = false)"
