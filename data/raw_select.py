"""The SELECT with which DuckDB reads a checked raw file: the same columns whatever the file is.

Number of the record, the columns of the contract in its order, and why a record could not be split
into them. CSV is text throughout, by name and in the order of the file's own header: a reader that
guesses types or positions loses or moves data (see DECISIONS.md).
"""

import glob
from pathlib import Path

import duckdb

from data.contract import UNREADABLE, RawTable
from data.inputs.check import InputFile
from data.inputs.header import column_name
from data.inputs.parquet_file import has_binary_text

# Types that Spark does not read, or DuckDB does not cast, as one that both know. Nanoseconds are
# cut, not rounded: what was sold in the last microsecond of a day was sold on that day.
READ_AS = {
    "TIMESTAMP_NS": "make_timestamp(epoch_ns({}) // 1000)",
    "TIMESTAMPTZ_NS": "make_timestamp(epoch_ns({}) // 1000) at time zone 'UTC'",
    '"NULL"': "{}::varchar",
    "UUID": "{}::varchar",
}


def raw_select(con: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> str:
    """Return the SELECT on a raw file as it lies; a CSV file must be plain.

    Raises:
        duckdb.Error: the types of a Parquet file cannot be read.
    """
    return _select_parquet(con, table, file) if file.is_parquet else _select_csv(table, file)


def copy_select(table: RawTable, copy: Path) -> str:
    """Return the SELECT on what `data.inputs.csv_file.write_plain_copy` wrote."""
    columns = _all_columns(table)
    return (
        "select * replace (record_number::bigint as record_number) "
        f"from {_csv_reader(copy, columns, ',')}"
    )


def landed_select(table: RawTable, landed: Path) -> str:
    """Return the SELECT on a landed file."""
    reader = f"read_parquet({pattern(landed)}, hive_partitioning = false)"
    return f"select {', '.join(_all_columns(table))} from {reader}"


def findings_select(files: list[InputFile]) -> str:
    """Return the SELECT of `raw.input_files`: what the check found, a row a file."""
    rows = ", ".join(
        f"({literal(file.table)}, {literal(file.path)}, {file.rows_read}::bigint, "
        f"{literal(file.sha256)}, timestamptz {literal(file.checked_at)}, "
        f"{literal(file.declared.decimal_sign)}, {literal(file.declared.date_format)}, "
        f"{literal(file.declared.time_zone)})"
        for file in files
    )
    return (
        f"select * from (values {rows}) as findings"
        "(source_table, source_file, rows_read, sha256, checked_at, "
        "decimal_sign, date_format, time_zone)"
    )


def literal(text: str | None) -> str:
    """Return a text as SQL; None is a NULL of this type."""
    return "null::varchar" if text is None else "'" + text.replace("'", "''") + "'"


def pattern(path: str | Path) -> str:
    """Return a file's full path as SQL, in which DuckDB finds no pattern."""
    return literal(glob.escape(str(Path(path).resolve())))


def _all_columns(table: RawTable) -> list[str]:
    return ["record_number", *table.columns, *UNREADABLE]


def _select_parquet(con: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> str:
    options = "file_row_number = true, hive_partitioning = false"
    if has_binary_text(Path(file.path)):
        options += ", binary_as_string = true"
    reader = f"read_parquet({pattern(file.path)}, {options})"
    described = con.execute(f"describe select * from {reader}").fetchall()
    types = {name: type_ for name, type_, *_ in described}
    spelled = {
        column_name(name): READ_AS.get(types[name], "{}").format(_identifier(name))
        for name in file.header
        if column_name(name) in table.columns
    }
    return _select("file_row_number + 1", table, spelled, reader)


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


def _csv_reader(path: str | Path, columns: list[str], delimiter: str) -> str:
    types = ", ".join(f"{column}: 'varchar'" for column in columns)
    # A parallel scan can lose records in silence when one of them is malformed.
    return (
        f"read_csv({pattern(path)}, auto_detect = false, header = true, "
        f"columns = {{{types}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        "hive_partitioning = false, parallel = false)"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
