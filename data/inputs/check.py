"""Check the seven raw files against the contract before anything is loaded.

``python -m data.inputs.check`` prints one line a file, or one sentence that says what is wrong.
dbt runs the same check when it connects (see ``data.dbt_plugin``): no build goes without it.
"""

import datetime as dt
import hashlib
import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data.contract import RawTable, raw_tables
from data.files import replace_text
from data.inputs.csv_file import check_kind, read_csv
from data.inputs.error import InputError
from data.inputs.formats import FileFormat, read_formats
from data.inputs.header import Header, ignored_columns
from data.inputs.parquet_file import read_parquet
from data.paths import data_dir, raw_dir

RECORD_FILE = "input_check.json"


@dataclass(frozen=True)
class InputFile:
    """What the check found in one raw file.

    ``header`` holds the column names as the file spells them, in the file's order; ``rows_read``
    counts the records without DuckDB, which loads them later; ``is_plain`` says whether DuckDB can
    load the file as it is; ``checked_at`` is the moment (UTC) at which this content was first
    checked; ``state`` is the file's state on the disk then: a file that has it still is the same.
    """

    table: str
    path: str
    header: Header
    rows_read: int
    unreadable_rows: int
    is_plain: bool
    sha256: str
    bytes: int
    state: tuple[int, ...]
    checked_at: str
    declared: FileFormat

    @property
    def is_parquet(self) -> bool:
        """Whether it is Parquet; otherwise it is CSV."""
        return self.path.endswith(".parquet")


def check_inputs(folder: Path | None = None) -> list[InputFile]:
    """Check every raw file and record the findings in ``$DATA_DIR/input_check.json``.

    A file whose state on the disk is that of the record is not read again.

    Raises:
        InputError: the first file that breaks the contract.
    """
    folder = folder or raw_dir()
    record = data_dir() / RECORD_FILE
    try:
        known = {file.path: file for file in _read_record(record)}
        formats = read_formats(folder)
        files = [_check_file(table, folder, formats[table.name], known) for table in raw_tables()]
        _write_record(record, files)
    except OSError as error:
        raise InputError(
            "file_missing",
            f"{error.filename} cannot be read or written ({error.strerror}): this user needs to "
            "read the raw files and to write into DATA_DIR.",
        ) from error
    return files


def _check_file(
    table: RawTable, folder: Path, declared: FileFormat, known: dict[str, InputFile]
) -> InputFile:
    path = _find_file(table, folder)
    before = known.get(str(path))
    state = _state(path)
    if before and (before.state, before.declared) == (state, declared):
        return before
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", f"{path} is empty (0 bytes): export the table again.")
    if path.suffix == ".csv":
        check_kind(path)
    sha256 = _digest(path)
    if before and (before.sha256, before.declared) == (sha256, declared):
        return replace(before, state=state)

    unreadable_rows, is_plain = 0, True
    if path.suffix == ".parquet":
        if declared.delimiter != FileFormat.delimiter:
            raise InputError(
                "formats", f"{path} is Parquet, which has no delimiter: declare none for it."
            )
        header, rows_read = read_parquet(table, path)
    else:
        found = read_csv(table, path, declared.delimiter)
        header, rows_read = found.header, found.rows_read
        unreadable_rows, is_plain = found.unreadable_rows, found.is_plain
    if rows_read == 0 and not table.may_be_empty:
        raise InputError(
            "file_empty", f"{path} has a header but no rows: {table.name} may not be empty."
        )
    return InputFile(
        table=table.name,
        path=str(path),
        header=header,
        rows_read=rows_read,
        unreadable_rows=unreadable_rows,
        is_plain=is_plain,
        sha256=sha256,
        bytes=size,
        state=state,
        checked_at=(
            before.checked_at
            if before and before.sha256 == sha256
            else dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        ),
        declared=declared,
    )


def _state(path: Path) -> tuple[int, ...]:
    """Return what changes when a file is written, whatever its time is set to afterwards."""
    status = path.stat()
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; a NUL byte in a CSV file is refused on the way."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if path.suffix == ".csv" and b"\0" in block:
                raise InputError(
                    "encoding",
                    f"{path} holds a NUL byte, which no text has (UTF-16, perhaps): save it as "
                    "UTF-8.",
                )
            sha256.update(block)
    return sha256.hexdigest()


def _find_file(table: RawTable, folder: Path) -> Path:
    candidates = [folder / f"{table.name}.csv", folder / f"{table.name}.parquet"]
    found = [path for path in candidates if path.is_file()]
    for path in candidates:
        if path not in found and (path.exists() or path.is_symlink()):
            raise InputError("file_missing", f"{path} is no file, or a link to none: replace it.")
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


def _read_record(record: Path) -> list[InputFile]:
    if not record.exists():
        return []
    try:
        return [
            InputFile(
                **{
                    **entry,
                    "header": tuple(entry["header"]),
                    "state": tuple(entry["state"]),
                    "declared": FileFormat(**entry["declared"]),
                }
            )
            for entry in json.loads(record.read_text(encoding="utf-8"))
        ]
    except (ValueError, TypeError, KeyError):
        # A record of another version, or one cut short, is only a saved effort: check again.
        return []


def _write_record(record: Path, files: list[InputFile]) -> None:
    text = json.dumps([asdict(file) for file in files], indent=1)
    if not record.exists() or record.read_text(encoding="utf-8") != text:
        replace_text(record, text)


def _print(files: list[InputFile]) -> None:
    columns_of = {table.name: table for table in raw_tables()}
    print("Input check: all seven tables follow the contract.")
    for file in files:
        size = f"{file.bytes / 1e6:,.1f} MB"
        kind = "parquet" if file.is_parquet else "csv"
        print(f"  {file.table:<24}{file.rows_read:>12,} rows  {size:>10}  {kind}")
        if ignored := ignored_columns(columns_of[file.table], file.header):
            print(f"    ignored columns: {', '.join(ignored)}")
        if file.unreadable_rows:
            print(f"    {file.unreadable_rows:,} rows cannot be read and will be rejected")


def main() -> int:
    """Print what the check found; return 1 after a sentence on the first broken file."""
    try:
        _print(check_inputs())
    except InputError as error:
        print(f"Input check: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
