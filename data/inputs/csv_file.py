"""CSV, record by record, so that one bad record costs one record.

A record is what Python's csv module takes for one (quotes may hold commas and line ends). Where its
quotes are broken, the line on which it begins is rejected, and reading goes on with the next line:
an unclosed quote would otherwise swallow what follows. Quotes count as broken, too, where a record
of several lines has a wrong number of fields, or a line end in a key, a date or a number: two stray
quotes, records apart, look like one long field.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from data.contract import RawTable
from data.inputs.error import InputError
from data.inputs.header import Header, check_header, column_name

MALFORMED = "malformed_row"
INVALID_ENCODING = "invalid_encoding"
# DuckDB takes lines of 2 MB; a character has up to four bytes.
LONGEST_RECORD = 500_000
MOST_LINES = 100
KEPT_TEXT = 10_000
OTHER_KINDS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x1f\x8b": "compressed (gzip)",
    b"PK\x03\x04": "compressed (zip) or a spreadsheet",
    b"\x28\xb5\x2f\xfd": "compressed (zstd)",
    b"BZh": "compressed (bzip2)",
    b"\xfd7zXZ": "compressed (xz)",
    b"PAR1": "Parquet under the name of a CSV file",
}


@dataclass(frozen=True)
class Unreadable:
    """A record that cannot be split into the columns of the header."""

    reason: str
    text: str


@dataclass(frozen=True)
class CsvFindings:
    """What one pass over a CSV file finds; blank lines are no records.

    A file is plain when DuckDB can be trusted with it as it is: every record is readable, all
    lines end alike, and no space stands before a quoted field.
    """

    header: Header
    rows_read: int
    unreadable_rows: int
    is_plain: bool


def read_csv(table: RawTable, path: Path, delimiter: str) -> CsvFindings:
    """Count the records of a CSV file, after checking its header.

    Raises:
        InputError: the file is not UTF-8 as a whole, or its header breaks the contract.
    """
    with _open(path) as file:
        lines = _Lines(file)
        header = _read_header(table, path, lines, delimiter)
        spaced_quote = re.compile(rf'(^|{re.escape(delimiter)}) +"')
        has_spaced_quote = False
        rows_read, unreadable_rows, foreign_rows = 0, 0, 0
        for record in _records(lines, delimiter, table, header):
            rows_read += 1
            if isinstance(record, Unreadable):
                unreadable_rows += 1
                foreign_rows += record.reason == INVALID_ENCODING
            for line in lines.taken:
                if ' "' in line and spaced_quote.search(line):
                    has_spaced_quote = True
        if foreign_rows > rows_read / 2:
            raise InputError(
                "encoding",
                f"{path} is not UTF-8: {foreign_rows:,} of its {rows_read:,} records are written "
                "in another encoding; save it as UTF-8.",
            )
        return CsvFindings(
            header=header,
            rows_read=rows_read,
            unreadable_rows=unreadable_rows,
            is_plain=not has_spaced_quote
            and unreadable_rows == 0
            and file.newlines in (None, "\n", "\r\n"),
        )


def write_plain_copy(table: RawTable, path: Path, delimiter: str, copy: TextIO) -> None:
    """Write every record of a checked file to ``copy``: plain, numbered, by the contract's columns.

    After the columns stand the reason and the text of a record that cannot be read, whose columns
    are empty then.
    """
    writer = csv.writer(copy, lineterminator="\n")
    writer.writerow(["record_number", *table.columns, "unreadable_reason", "unreadable_text"])
    with _open(path) as file:
        lines = _Lines(file)
        header = _read_header(table, path, lines, delimiter)
        names = [column_name(name) for name in header]
        places = [names.index(name) if name in names else None for name in table.columns]
        for number, record in enumerate(_records(lines, delimiter, table, header), start=1):
            if isinstance(record, Unreadable):
                row = [*("" for _ in places), record.reason, record.text]
            else:
                row = [*("" if place is None else record[place] for place in places), "", ""]
            # DuckDB takes a lone CR for the end of a line, even in quotes.
            writer.writerow([number, *(_with_lf(field) for field in row)])


def check_kind(path: Path) -> None:
    """Refuse what is no text at all, by its first bytes.

    Raises:
        InputError: the file is UTF-16, compressed, or of another kind.
    """
    with path.open("rb") as file:
        start = file.read(8)
    for magic, kind in OTHER_KINDS.items():
        if start.startswith(magic):
            raise InputError("encoding", f"{path} is {kind}: save it as plain CSV in UTF-8.")


def _open(path: Path) -> TextIO:
    # Bytes that are not UTF-8 become lone surrogates, by which their record is known.
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _with_lf(field: str) -> str:
    return field.replace("\r\n", "\n").replace("\r", "\n") if "\r" in field else field


class _TooManyLines(Exception):
    """A record goes on and on: some quote is not closed."""


class _Lines:
    """The lines of a file, of which those taken last can be given back."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._given_back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES:
            raise _TooManyLines
        line = self._given_back.popleft() if self._given_back else next(self._file)
        self.taken.append(line)
        return line

    def give_back_all_but_the_first(self) -> None:
        self._given_back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _reader(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def _read_header(table: RawTable, path: Path, lines: _Lines, delimiter: str) -> Header:
    try:
        header = tuple(next(_reader(lines, delimiter), ()))
    except (csv.Error, _TooManyLines):
        header = None
    if header is None or len(lines.taken) > 1:
        raise InputError(
            "header_mismatch", f"{path}, line 1: the quotes of the header are broken; mend them."
        )
    if _has_foreign_bytes("".join(header)):
        raise InputError("encoding", f"{path} is not UTF-8 in its header: save it as UTF-8.")
    check_header(table, path, header)
    return header


def _records(
    lines: _Lines, delimiter: str, table: RawTable, header: Header
) -> Iterator[list[str] | Unreadable]:
    width = len(header)
    one_line = [
        place for place, name in enumerate(header) if column_name(name) in table.one_line_columns
    ]
    reader = _reader(lines, delimiter)
    while True:
        lines.taken.clear()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooManyLines):
            fields = None
        if fields == []:
            continue
        # What nearly every record is: one line of ASCII with the right number of fields.
        if fields and len(fields) == width and len(lines.taken) == 1:
            (line,) = lines.taken
            if len(line) <= LONGEST_RECORD and line.isascii():
                yield fields
                continue
        if fields is None or (
            len(lines.taken) > 1
            and (len(fields) != width or any(_has_line_end(fields[at]) for at in one_line))
        ):
            lines.give_back_all_but_the_first()
            reader = _reader(lines, delimiter)
            yield _unreadable(MALFORMED, lines.taken)
        elif len(fields) != width or sum(map(len, lines.taken)) > LONGEST_RECORD:
            yield _unreadable(MALFORMED, lines.taken)
        elif any(map(_has_foreign_bytes, lines.taken)):
            yield _unreadable(INVALID_ENCODING, lines.taken)
        else:
            yield fields


def _unreadable(reason: str, lines: list[str]) -> Unreadable:
    text = "".join(lines).rstrip("\r\n")
    if len(text) > KEPT_TEXT:
        text = f"{text[:KEPT_TEXT]}... ({len(text):,} characters)"
    # A byte that is not UTF-8 is shown as \xff.
    raw = text.encode("utf-8", errors="surrogateescape")
    return Unreadable(reason, raw.decode("utf-8", errors="backslashreplace"))


def _has_line_end(field: str) -> bool:
    return len(field.strip().splitlines()) > 1


def _has_foreign_bytes(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
