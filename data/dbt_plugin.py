"""Show the checked raw files to dbt as the views of the schema ``raw``.

dbt-duckdb loads this plugin when it connects (``profiles.yml``), so ``dbt build`` works by itself
and never reads a file that was not checked. Every CSV column is read as text, in the order of the
file's own header: a reader that guesses types or positions loses or moves data (see DECISIONS.md).
"""

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from data.check_inputs import InputError, InputFile, check_inputs, column_name
from data.contract import RawTable, raw_tables


class Plugin(BasePlugin):
    """Creates ``raw.<table>`` for the seven tables, and ``raw.input_files`` for the check."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Check the inputs and (re)create the views of the schema ``raw``."""
        try:
            files = check_inputs()
        except InputError as error:
            raise DbtRuntimeError(str(error)) from error
        conn.execute("create schema if not exists raw")
        for table, file in zip(raw_tables(), files, strict=True):
            conn.execute(f"create or replace view raw.{table.name} as {_select(table, file)}")
        conn.execute(f"create or replace view raw.input_files as {_select_findings(files)}")


def _select(table: RawTable, file: InputFile) -> str:
    spelled = {column_name(name): _identifier(name) for name in file.header}
    columns = [f"{spelled.get(name, 'null::varchar')} as {name}" for name in table.columns]
    if file.file_format == "parquet":
        record_number = "file_row_number + 1"
        rows = f"read_parquet({_literal(file.path)}, file_row_number = true)"
    else:
        record_number = "row_number() over ()"
        rows = _csv_reader(file)
    return f"select {record_number} as record_number, {', '.join(columns)} from {rows}"


def _csv_reader(file: InputFile) -> str:
    columns = ", ".join(f"{_literal(name)}: 'varchar'" for name in file.header)
    # A parallel scan can lose records in silence when one of them is malformed.
    return (
        f"read_csv({_literal(file.path)}, auto_detect = false, header = true, "
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


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
