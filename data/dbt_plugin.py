"""Show the checked raw files to dbt as the relations of the schema ``raw``.

dbt-duckdb loads this plugin when it connects (``profiles.yml``), so ``dbt build`` works by itself
and never reads a file that was not checked. Parquet is read where it lies, through a view. CSV is
loaded into a table once per content, every column as text, in the order of the file's own header: a
reader that guesses types or positions loses or moves data (see DECISIONS.md).
"""

import glob
import tempfile
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from data.contract import UNREADABLE, RawTable, raw_tables
from data.inputs.check import InputFile, check_inputs
from data.inputs.csv_file import write_plain_copy
from data.inputs.error import InputError
from data.inputs.header import column_name
from data.inputs.parquet_file import has_binary_text
from data.lock import Busy, check_warehouse
from data.paths import data_dir

COPY_PREFIX = ".load-"


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
        except InputError as error:
            raise DbtRuntimeError(str(error)) from error
        for remains in data_dir().glob(f"{COPY_PREFIX}*"):  # of a load that was killed
            remains.unlink()
        conn.execute("create schema if not exists raw")
        for table, file in zip(raw_tables(), files, strict=True):
            _show(conn, table, file)
        conn.execute(f"create or replace view raw.input_files as {_select_findings(files)}")


def _show(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> None:
    """Create ``raw.<table>``, unless it is there and was made from this very content."""
    select = _select_parquet(table, file) if file.is_parquet else _select_csv(table, file)
    kind = "view" if file.is_parquet else "table"
    made_from = f"{file.sha256} {select}"
    there = conn.execute(
        """
        select 'table', comment from duckdb_tables() where schema_name = 'raw' and table_name = $1
        union all
        select 'view', comment from duckdb_views() where schema_name = 'raw' and view_name = $1
        """,
        [table.name],
    ).fetchall()
    if there == [(kind, made_from)]:
        return
    for other, _ in there:
        conn.execute(f"drop {other} raw.{table.name}")
    try:
        if file.is_plain:
            conn.execute(f"create {kind} raw.{table.name} as {select}")
        else:
            _load_through_copy(conn, table, file)
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
    conn.execute(f"comment on {kind} raw.{table.name} is {_literal(made_from)}")


def _select_parquet(table: RawTable, file: InputFile) -> str:
    spelled = {column_name(name): _identifier(name) for name in file.header}
    options = "file_row_number = true, hive_partitioning = false"
    if has_binary_text(Path(file.path)):
        options += ", binary_as_string = true"
    return _select(
        "file_row_number + 1", table, spelled, f"read_parquet({_pattern(file.path)}, {options})"
    )


def _select_csv(table: RawTable, file: InputFile) -> str:
    # A column is named by its place: extra ones may have no name, or one that is taken.
    columns = [f"column{place}" for place in range(len(file.header))]
    spelled = {column_name(name): columns[place] for place, name in enumerate(file.header)}
    reader = _csv_reader(file.path, columns, file.declared.delimiter)
    return _select("row_number() over ()", table, spelled, reader)


def _select(record_number: str, table: RawTable, spelled: dict[str, str], rows: str) -> str:
    columns = [f"{spelled.get(name, 'null::varchar')} as {name}" for name in table.columns]
    columns += [f"null::varchar as {name}" for name in UNREADABLE]
    return f"select {record_number} as record_number, {', '.join(columns)} from {rows}"


def _load_through_copy(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> None:
    """Load a CSV file with bad records, or with line ends of several kinds, record by record."""
    columns = ["record_number", *table.columns, *UNREADABLE]
    with tempfile.NamedTemporaryFile(
        "w", dir=data_dir(), prefix=COPY_PREFIX, suffix=".csv", encoding="utf-8", newline=""
    ) as copy:
        write_plain_copy(table, Path(file.path), file.declared.delimiter, copy.file)
        copy.flush()
        conn.execute(
            f"create table raw.{table.name} as "
            "select * replace (record_number::bigint as record_number) "
            f"from {_csv_reader(copy.name, columns, ',')}"
        )


def _csv_reader(path: str, columns: list[str], delimiter: str) -> str:
    types = ", ".join(f"{column}: 'varchar'" for column in columns)
    # A parallel scan can lose records in silence when one of them is malformed.
    return (
        f"read_csv({_pattern(path)}, auto_detect = false, header = true, "
        f"columns = {{{types}}}, delim = {_literal(delimiter)}, quote = '\"', escape = '\"', "
        "hive_partitioning = false, parallel = false)"
    )


def _select_findings(files: list[InputFile]) -> str:
    rows = ", ".join(
        f"({_literal(file.table)}, {_literal(file.path)}, {file.rows_read}::bigint, "
        f"{_literal(file.sha256)}, timestamptz {_literal(file.checked_at)}, "
        f"{_literal(file.declared.decimal_sign)}, {_literal(file.declared.date_format)}, "
        f"{_literal(file.declared.time_zone)})"
        for file in files
    )
    return (
        f"select * from (values {rows}) as findings"
        "(source_table, source_file, rows_read, sha256, checked_at, "
        "decimal_sign, date_format, time_zone)"
    )


def _pattern(path: str) -> str:
    """Return a file's full path as a literal, in which DuckDB finds no pattern."""
    return _literal(glob.escape(str(Path(path).resolve())))


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str | None) -> str:
    return "null::varchar" if text is None else "'" + text.replace("'", "''") + "'"
