"""Tables as CSV files that a spreadsheet opens without running what stands in them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# What makes a spreadsheet read a cell as a formula, or skip to what does.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# Without it, spreadsheets read UTF-8 as something else and spoil names.
BYTE_ORDER_MARK = "\ufeff"


def inert(value: Any) -> str:
    """Return a cell as text that a spreadsheet shows and does not run; NULL is empty."""
    text = "" if value is None else str(value)
    is_formula = text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Return the lines of a CSV file, one by one: the head, then each row (RFC 4180)."""
    yield BYTE_ORDER_MARK + _line(head)
    yield from map(_line, rows)


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([inert(cell) for cell in cells])
    return line.getvalue()
