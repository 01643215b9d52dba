"""Land the checked raw files as Parquet, once per content: what DuckDB and Spark both read.

``python -m data.landing`` lands all seven tables, and what the check found, in
``$DATA_DIR/landed``: that goes before a build with Spark. With DuckDB, ``data.dbt_plugin`` lands
what is needed by itself.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.contract import RawTable, raw_tables
from data.files import to_disk
from data.inputs.check import InputFile, check_inputs
from data.inputs.csv_file import write_plain_copy
from data.inputs.error import InputError
from data.lock import Busy, only_one
from data.paths import landed_dir
from data.raw_select import copy_select, findings_select, literal, pattern, raw_select

# Spark, too, passes over names that begin with a dot.
UNFINISHED = ".load-"
FINDINGS = "input_files"
MADE_FROM = "made_from"


class LandingError(Exception):
    """A raw file cannot be landed; the message says which, and what to do."""


@contextmanager
def landing() -> Iterator[None]:
    """Hold the folder of the landed files, rid of what a landing that was killed left there.

    Raises:
        Busy: another landing is under way.
        LandingError: a file cannot be read or written meanwhile.
    """
    try:
        landed_dir().mkdir(parents=True, exist_ok=True)
        with only_one(landed_dir(), "landing"):
            for remains in landed_dir().glob(f"{UNFINISHED}*"):
                remains.unlink()
            yield
    except OSError as error:
        raise LandingError(
            f"{error.filename or landed_dir()} cannot be read or written "
            f"({error.strerror or error}): this user needs to read the raw files and to write into "
            "DATA_DIR."
        ) from error


def land(con: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile) -> Path:
    """Write a raw file to ``$DATA_DIR/landed/<table>.parquet``, and return that path.

    A file there that was made from this very content by this very SELECT stays as it is. Asks for
    `landing`.

    Args:
        con: any connection; nothing is written into its database.
        table: the contract of the file.
        file: what the check found in it.

    Raises:
        LandingError: DuckDB cannot read the file, or finds another number of records than the
            check.
    """
    path = landed_dir() / f"{table.name}.parquet"
    with readable(file):
        select = raw_select(con, table, file)
        made_from = f"{file.sha256} {select}"
        if _made_from(con, path) == made_from:
            return path
        # What the check found is told of all tables together: it is true again when all are landed.
        _findings_path().unlink(missing_ok=True)
        with _unfinished(path) as beside:
            if file.is_plain:
                rows = _write(con, select, beside, made_from)
            else:
                rows = _write_through_copy(con, table, file, beside, made_from)
            check_count(file, rows)
    return path


@contextmanager
def readable(file: InputFile) -> Iterator[None]:
    """Say in one sentence what DuckDB says of a raw file.

    Raises:
        LandingError: instead of duckdb.Error.
    """
    try:
        yield
    except duckdb.Error as error:
        raise LandingError(
            f"{file.path} cannot be loaded ({str(error).splitlines()[0]}): export it again."
        ) from error


def check_count(file: InputFile, rows: int) -> None:
    """Ask for as many rows as the check has counted records.

    Raises:
        LandingError: there are more, or fewer.
    """
    if rows != file.rows_read:
        raise LandingError(
            f"{file.path} holds {file.rows_read:,} records, but {rows:,} were loaded: export it "
            "again."
        )


def land_all() -> dict[Path, int]:
    """Check the inputs and land all of them, and what the check found as ``input_files.parquet``.

    Returns:
        The landed files and their numbers of rows, in the order of the contract.

    Raises:
        InputError: the first file that breaks the contract.
        LandingError: the first file that cannot be landed.
        Busy: another landing is under way.
    """
    files = check_inputs()
    with landing(), duckdb.connect() as con:
        landed = [land(con, table, file) for table, file in zip(raw_tables(), files, strict=True)]
        with _unfinished(_findings_path()) as beside:
            _write(con, findings_select(files), beside, "the check")
    return dict(zip(landed, (file.rows_read for file in files), strict=True))


def _findings_path() -> Path:
    return landed_dir() / f"{FINDINGS}.parquet"


def _made_from(con: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        rows = con.execute(
            f"select value from parquet_kv_metadata({pattern(path)}) where key = $1::blob",
            [MADE_FROM],
        ).fetchall()
    except duckdb.Error:
        # Cut short or overwritten: to be landed again.
        return None
    return rows[0][0].decode() if rows else None


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """Give a path beside another, which it replaces in one step when all went well."""
    beside = path.with_name(f"{UNFINISHED}{path.name}")
    try:
        yield beside
        to_disk(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(con: duckdb.DuckDBPyConnection, select: str, path: Path, made_from: str) -> int:
    options = (
        f"format parquet, use_tmp_file false, kv_metadata {{{MADE_FROM}: {literal(made_from)}}}"
    )
    ((rows,),) = con.execute(f"copy ({select}) to {literal(str(path))} ({options})").fetchall()
    return rows


def _write_through_copy(
    con: duckdb.DuckDBPyConnection, table: RawTable, file: InputFile, path: Path, made_from: str
) -> int:
    """Write a CSV file with bad records, or with line ends of several kinds, record by record."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=UNFINISHED, suffix=".csv", encoding="utf-8", newline=""
    ) as copy:
        write_plain_copy(table, Path(file.path), file.declared.delimiter, copy.file)
        copy.flush()
        return _write(con, copy_select(table, Path(copy.name)), path, made_from)


def main() -> int:
    """Land everything and print a line a table; return 1 after a sentence on what is wrong."""
    try:
        landed = land_all()
    except (InputError, LandingError, Busy) as error:
        print(f"Landing: {error}", file=sys.stderr)
        return 1
    print(f"Landed in {landed_dir()}:")
    for path, rows in landed.items():
        size = f"{path.stat().st_size / 1e6:,.1f} MB"
        print(f"  {path.stem:<24}{rows:>12,} rows  {size:>10}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
