"""Check the seven raw files against the contract before anything is loaded.

``python -m data.check_inputs`` prints one line a file, or one sentence that says what is wrong.
dbt runs the same check when it connects (see ``data.dbt_plugin``): no build goes without it.
"""

import csv
import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pyarrow
import pyarrow.parquet

from data.contract import RawTable, raw_tables
from data.paths import data_dir, raw_dir

RECORD_FILE = "input_check.json"
Header = tuple[str, ...]
HeaderCheck = Callable[[Header], None]


class InputError(Exception):
    """A raw file cannot be trusted; the message is one sentence that says what to do."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class InputFile:
    """What the check found in one raw file.

    ``header`` holds the column names as the file spells them, in the file's order; ``rows_read``
    counts the records without DuckDB, which loads them later; ``checked_at`` is the moment (UTC) at
    which this content was first checked.
    """

    table: str
    path: str
    file_format: str
    header: Header
    rows_read: int
    sha256: str
    bytes: int
    modified_ns: int
    checked_at: str


def check_inputs(folder: Path | None = None) -> list[InputFile]:
    """Check every raw file and record the findings in ``$DATA_DIR/input_check.json``.

    A file whose size and time of change are those of the record is not read again.

    Raises:
        InputError: the first file that breaks the contract.
    """
    folder = folder or raw_dir()
    record = data_dir() / RECORD_FILE
    known = {file.path: file for file in _read_record(record)}
    files = [_check_file(table, folder, known) for table in raw_tables()]
    _write_record(record, files)
    return files


def _check_file(table: RawTable, folder: Path, known: dict[str, InputFile]) -> InputFile:
    path = _find_file(table, folder)
    status = path.stat()
    before = known.get(str(path))
    if before and (before.bytes, before.modified_ns) == (status.st_size, status.st_mtime_ns):
        return before
    if status.st_size == 0:
        raise InputError("file_empty", f"{path} is empty (0 bytes): export the table again.")

    read = _read_parquet if path.suffix == ".parquet" else _read_csv
    header, rows_read = read(path, partial(_check_header, table, path))
    if rows_read == 0 and not table.may_be_empty:
        raise InputError(
            "file_empty", f"{path} has a header but no rows: {table.name} may not be empty."
        )
    sha256 = _digest(path)
    return InputFile(
        table=table.name,
        path=str(path),
        file_format=path.suffix.removeprefix("."),
        header=header,
        rows_read=rows_read,
        sha256=sha256,
        bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        checked_at=(
            before.checked_at
            if before and before.sha256 == sha256
            else dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        ),
    )


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; a NUL byte in a CSV file is refused on the way."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if path.suffix == ".csv" and b"\0" in block:
                raise InputError(
                    "encoding", f"{path} holds a NUL byte, which no text has: export it again."
                )
            sha256.update(block)
    return sha256.hexdigest()


def _find_file(table: RawTable, folder: Path) -> Path:
    candidates = [folder / f"{table.name}.csv", folder / f"{table.name}.parquet"]
    found = [path for path in candidates if path.is_file()]
    if not found:
        raise InputError(
            "file_missing",
            f"{candidates[0]} (or .parquet) is missing: put the table there, "
            "or set DATA_DIR to the folder whose raw/ holds the seven tables.",
        )
    if len(found) > 1:
        raise InputError(
            "ambiguous_source",
            f"{folder} holds {table.name} both as .csv and as .parquet: remove one of them.",
        )
    return found[0]


def _read_parquet(path: Path, check_header: HeaderCheck) -> tuple[Header, int]:
    """Return the column names and the number of rows of a Parquet file, from its footer."""
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            header = tuple(file.schema_arrow.names)
            check_header(header)
            if "file_row_number" in map(column_name, header):
                raise InputError(
                    "header_mismatch",
                    f"{path} has a column file_row_number, a name that DuckDB keeps for itself: "
                    "rename or remove it.",
                )
            return header, file.metadata.num_rows
    except pyarrow.ArrowException as error:
        raise InputError(
            "parquet", f"{path} cannot be read as Parquet ({error}): export it again."
        ) from error


def _read_csv(path: Path, check_header: HeaderCheck) -> tuple[Header, int]:
    """Return the header and the number of records of a CSV file (blank lines are no records)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = csv.reader(file, strict=True)
            header = tuple(next(records, ()))
            check_header(header)
            rows_read = 0
            for record in records:
                if record and len(record) != len(header):
                    raise InputError(
                        "malformed_row",
                        f"{path}, line {records.line_num}: {len(record)} fields, but the header "
                        f"has {len(header)}; mend this record.",
                    )
                rows_read += bool(record)
            return header, rows_read
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8."
        ) from error
    except csv.Error as error:
        raise InputError(
            "malformed_row",
            f"{path}, line {records.line_num}: {error}; mend the quotes of this record.",
        ) from error


def _check_header(table: RawTable, path: Path, header: Header) -> None:
    names = Counter(column_name(name) for name in header)
    required = [name for name in table.columns if name not in table.optional_columns]
    missing = [name for name in required if name not in names]
    if missing:
        raise InputError(
            "column_missing",
            f"{path} has no column {', '.join(missing)}: "
            f"the header must name {', '.join(required)} (separated by commas); "
            f"it reads {', '.join(header)[:200]!r}.",
        )
    repeated = [name for name in table.columns if names[name] > 1]
    if repeated:
        raise InputError(
            "column_duplicated", f"{path} names the column {', '.join(repeated)} more than once."
        )


def column_name(header_field: str) -> str:
    """Return the contract's spelling of a header field: trimmed, lower case."""
    return header_field.strip().lower()


def _read_record(record: Path) -> list[InputFile]:
    if not record.exists():
        return []
    try:
        entries = json.loads(record.read_text(encoding="utf-8"))
        return [InputFile(**{**entry, "header": tuple(entry["header"])}) for entry in entries]
    except (ValueError, TypeError, KeyError):
        # A record of another version, or one cut short, is only a saved effort: check again.
        return []


def _write_record(record: Path, files: list[InputFile]) -> None:
    text = json.dumps([asdict(file) for file in files], indent=1)
    if not record.exists() or record.read_text(encoding="utf-8") != text:
        beside = record.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(record)


def main() -> int:
    """Print what the check found; return 1 after a sentence on the first broken file."""
    try:
        files = check_inputs()
    except InputError as error:
        print(f"Input check: {error}", file=sys.stderr)
        return 1
    print("Input check: all seven tables follow the contract.")
    for file in files:
        size = f"{file.bytes / 1e6:,.1f} MB"
        print(f"  {file.table:<24}{file.rows_read:>12,} rows  {size:>10}  {file.file_format}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
