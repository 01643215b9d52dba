"""Show the checked raw files to dbt as the relations of the schema ``raw``.

dbt-duckdb loads this plugin when it connects (``profiles.yml``), so ``dbt build`` works by itself
and never reads a file that was not checked. Every table is a view: on the Parquet file where it
lies, or, for CSV, on what `data.landing` made of it once, for parsing text is slow and several
models ask.
"""

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from data.contract import RawTable, raw_tables
from data.inputs.check import InputFile, check_inputs
from data.inputs.error import InputError
from data.landing import LandingError, check_count, land, landing, readable
from data.lock import Busy, check_warehouse
from data.raw_select import findings_select, landed_select, literal, raw_select


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
            conn.execute("create schema if not exists raw")
            with landing():
                for table, file in zip(raw_tables(), files, strict=True):
                    _show(conn, table, file)
        except (InputError, LandingError, Busy) as error:
            raise DbtRuntimeError(str(error)) from error
        conn.execute(f"create or replace view raw.input_files as {findings_select(files)}")


def _show(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> None:
    """Create ``raw.<table>``, unless it is there and shows this very content."""
    with readable(file):
        select = (
            raw_select(conn, table, file)
            if file.is_parquet
            else landed_select(table, land(conn, table, file))
        )
        made_from = f"{file.sha256} {select}"
        there = conn.execute(
            """
            select 'table', comment from duckdb_tables()
            where schema_name = 'raw' and table_name = $1
            union all
            select 'view', comment from duckdb_views() where schema_name = 'raw' and view_name = $1
            """,
            [table.name],
        ).fetchall()
        if there == [("view", made_from)]:
            return
        # A table is what versions before made of CSV.
        for kind, _ in there:
            conn.execute(f"drop {kind} raw.{table.name}")
        conn.execute(f"create view raw.{table.name} as {select}")
        ((rows,),) = conn.execute(f"select count(*) from raw.{table.name}").fetchall()
        check_count(file, rows)
        conn.execute(f"comment on view raw.{table.name} is {literal(made_from)}")
