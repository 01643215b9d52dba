"""The checked raw files as Parquet, in ``$DATA_DIR/landed``: what both engines read.

A file is landed once per content, with the columns of the contract, the number of each record, and
the reason and the text of a CSV record that cannot be split into them. CSV is landed as text
throughout: a reader that guesses types or positions loses or moves data (see DECISIONS.md).
``python -m data.landing`` lands all seven tables and what the input check found: what
``dbt build --target spark`` reads. DuckDB lands CSV by itself when dbt connects (data.dbt_plugin).
"""

import glob
import sys
import tempfile
from pathlib import Path

import duckdb

from data.contract import UNREADABLE, RawTable, raw_tables
from data.inputs.check import InputFile, check_inputs
from data.inputs.csv_file import write_plain_copy
from data.inputs.error import InputError
from data.inputs.header import column_name
from data.inputs.parquet_file import has_binary_text
from data.paths import data_dir, landed_dir

# What a load that was killed leaves in DATA_DIR begins so.
LOAD_PREFIX = ".load-"
FINDINGS = "input_files"
# What Spark cannot read from Parquet, or reads as something else, and the type that it reads.
SPARK_READS = {
    "UUID": "varchar",
    "HUGEINT": "decimal(38, 0)",
    "UHUGEINT": "decimal(38, 0)",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_S": "timestamp",
}


def land(con: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> Path:
    """Write a raw table as Parquet, unless that was done from this very content.

    Args:
        con: any connection; only its engine is used.
        table: what the columns must be.
        file: what the input check found.

    Returns:
        The Parquet file: record_number, the columns of the contract in their order,
        unreadable_reason, unreadable_text.

    Raises:
        InputError: DuckDB cannot read the file, or reads another number of records than the check.
    """
    select = select_parquet(table, file) if file.is_parquet else _select_csv(table, file)
    made_from = f"{file.sha256} {select}"
    target = landed_dir() / f"{table.name}.parquet"
    if _made_from(con, target) == made_from:
        return target
    landed_dir().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir(), prefix=LOAD_PREFIX) as folder:
        try:
            if not file.is_plain:
                select = _select_plain_copy(table, file, Path(folder))
            part = Path(folder) / target.name
            ((rows,),) = con.execute(
                f"copy ({_readable(con, select)}) to {literal(str(part))} "
                f"(format parquet, kv_metadata {{made_from: {literal(made_from)}}})"
            ).fetchall()
        except duckdb.Error as error:
            raise InputError(
                "unreadable_file",
                f"{file.path} cannot be loaded ({str(error).splitlines()[0]}): export it again.",
            ) from error
        if rows != file.rows_read:
            raise InputError(
                "unreadable_file",
                f"{file.path} holds {file.rows_read:,} records, but {rows:,} were loaded: export "
                "it again.",
            )
        part.replace(target)
    return target


def land_all() -> dict[Path, int]:
    """Check and land all seven tables, and what the check found; return the records of each file.

    Raises:
        InputError: a raw file cannot be trusted.
    """
    files = check_inputs()
    remove_remains()
    with duckdb.connect() as con:
        landed = {
            land(con, table, file): file.rows_read
            for table, file in zip(raw_tables(), files, strict=True)
        }
        findings = landed_dir() / f"{FINDINGS}.parquet"
        con.execute(f"copy ({select_findings(files)}) to {literal(str(findings))} (format parquet)")
    return {**landed, findings: len(files)}


def remove_remains() -> None:
    """Remove what a load that was killed left behind."""
    for remains in data_dir().glob(f"{LOAD_PREFIX}*"):
        for path in (*remains.glob("*"), remains) if remains.is_dir() else (remains,):
            path.rmdir() if path.is_dir() else path.unlink()


def select_parquet(table: RawTable, file: InputFile) -> str:
    """Return the query that shows a Parquet file where it lies as the raw table."""
    spelled = {column_name(name): _identifier(name) for name in file.header}
    options = "file_row_number = true, hive_partitioning = false"
    if has_binary_text(Path(file.path)):
        options += ", binary_as_string = true"
    return _select(
        "file_row_number + 1", table, spelled, f"read_parquet({pattern(file.path)}, {options})"
    )


def select_findings(files: list[InputFile]) -> str:
    """Return the query that shows what the input check found as `raw.input_files`."""
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


def pattern(path: str | Path) -> str:
    """Return a file's full path as a literal, in which DuckDB finds no pattern."""
    return literal(glob.escape(str(Path(path).resolve())))


def literal(text: str | None) -> str:
    """Return a text as a literal of DuckDB."""
    return "null::varchar" if text is None else "'" + text.replace("'", "''") + "'"


def _made_from(con: duckdb.DuckDBPyConnection, landed: Path) -> str | None:
    """Return what a landed file says that it was made from; None where there is none."""
    if not landed.exists():
        return None
    found = con.execute(
        f"select decode(value) from parquet_kv_metadata({pattern(landed)}) "
        "where decode(key) = 'made_from'"
    ).fetchall()
    return found[0][0] if found else None


def _readable(con: duckdb.DuckDBPyConnection, select: str) -> str:
    """Return the query with columns of types that Spark reads from Parquet as they are."""
    columns = [
        f"{name}::{SPARK_READS[type_]} as {name}" if type_ in SPARK_READS else name
        for name, type_, *_ in con.execute(f"describe {select}").fetchall()
    ]
    return f"select {', '.join(columns)} from ({select})"


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


def _select_plain_copy(table: RawTable, file: InputFile, folder: Path) -> str:
    """Copy a CSV file with bad records, or with line ends of several kinds, record by record."""
    columns = ["record_number", *table.columns, *UNREADABLE]
    copy = folder / f"{table.name}.csv"
    with copy.open("w", encoding="utf-8", newline="") as plain:
        write_plain_copy(table, Path(file.path), file.declared.delimiter, plain)
    return (
        "select * replace (record_number::bigint as record_number) "
        f"from {_csv_reader(str(copy), columns, ',')}"
    )


def _csv_reader(path: str, columns: list[str], delimiter: str) -> str:
    types = ", ".join(f"{column}: 'varchar'" for column in columns)
    # A parallel scan can lose records in silence when one of them is malformed.
    return (
        f"read_csv({pattern(path)}, auto_detect = false, header = true, "
        f"columns = {{{types}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        "hive_partitioning = false, parallel = false)"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def main() -> int:
    """Check and land all seven tables; return 1 after the sentence that says why not."""
    try:
        for landed, rows in land_all().items():
            print(f"{landed}: {rows:,} records, {landed.stat().st_size:,} bytes")
    except InputError as error:
        print(f"Landing: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
