"""Show the checked raw files to dbt as the relations of the schema ``raw``.

dbt-duckdb loads this plugin when it connects (``profiles.yml``), so ``dbt build`` works by itself
and never reads a file that was not checked. Parquet is read where it lies, through a view. CSV is
loaded into a table once per content, every column as text, in the order of the file's own header: a
reader that guesses types or positions loses or moves data (see DECISIONS.md).
"""

import glob
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from data.check_inputs import InputError, InputFile, check_inputs, column_name
from data.contract import RawTable, raw_tables


class Plugin(BasePlugin):
    """Creates ``raw.<table>`` for the seven tables, and ``raw.input_files`` for the check."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Check the inputs and bring the relations of the schema ``raw`` up to date."""
        try:
            files = check_inputs()
        except InputError as error:
            raise DbtRuntimeError(str(error)) from error
        conn.execute("create schema if not exists raw")
        for table, file in zip(raw_tables(), files, strict=True):
            _show(conn, table, file)
        conn.execute(f"create or replace view raw.input_files as {_select_findings(files)}")


def _show(conn: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> None:
    """Create ``raw.<table>``, unless it is there and was made from this very content."""
    select = _select(table, file)
    kind = "view" if file.file_format == "parquet" else "table"
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
        conn.execute(f"create {kind} raw.{table.name} as {select}")
        ((rows,),) = conn.execute(f"select count(*) from raw.{table.name}").fetchall()
    except duckdb.Error as error:
        raise DbtRuntimeError(
            f"{file.path} cannot be loaded ({str(error).splitlines()[0]}): export it again, with "
            "one kind of line ending throughout."
        ) from error
    if rows != file.rows_read:
        raise DbtRuntimeError(
            f"{file.path} holds {file.rows_read:,} records, but {rows:,} were loaded: export it "
            "again, with one kind of line ending and a header in one line."
        )
    conn.execute(f"comment on {kind} raw.{table.name} is {_literal(made_from)}")


def _select(table: RawTable, file: InputFile) -> str:
    # A CSV column is named by its place: extra ones may have no name, or one that is taken.
    spelled = {
        column_name(name): _identifier(name) if file.file_format == "parquet" else f"column{place}"
        for place, name in enumerate(file.header)
    }
    columns = [f"{spelled.get(name, 'null::varchar')} as {name}" for name in table.columns]
    if file.file_format == "parquet":
        record_number = "file_row_number + 1"
        rows = f"read_parquet({_path(file)}, file_row_number = true)"
    else:
        record_number = "row_number() over ()"
        rows = _csv_reader(file)
    return f"select {record_number} as record_number, {', '.join(columns)} from {rows}"


def _csv_reader(file: InputFile) -> str:
    columns = ", ".join(f"column{place}: 'varchar'" for place in range(len(file.header)))
    # A parallel scan can lose records in silence when one of them is malformed.
    return (
        f"read_csv({_path(file)}, auto_detect = false, header = true, "
        f"columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', parallel = false)"
    )


def _select_findings(files: list[InputFile]) -> str:
    rows = ", ".join(
        f"({_literal(file.table)}, {_literal(file.path)}, {file.rows_read}::bigint, "
        f"{_literal(file.sha256)}, timestamptz {_literal(file.checked_at)})"
        for file in files
    )
    return (
        f"select * from (values {rows}) as findings"
        "(source_table, source_file, rows_read, sha256, checked_at)"
    )


def _path(file: InputFile) -> str:
    """Return the file's full path as a literal, in which DuckDB finds no pattern."""
    return _literal(glob.escape(str(Path(file.path).resolve())))


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
