"""Tables as CSV files that a spreadsheet opens without running what stands in them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

# What makes a spreadsheet read a cell as a formula, or skip to what does.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# Without it, spreadsheets read UTF-8 as something else and spoil names.
BYTE_ORDER_MARK = "\ufeff"
# Rows sent at once: one by one, sending would take longer than writing.
BLOCK = 1_000


def inert(value: Any) -> Any:
    """Return a cell that a spreadsheet shows and does not run; NULL is empty."""
    if value is None or isinstance(value, int | float | Decimal):
        return value
    text = str(value)
    is_formula = text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180): the head, then blocks of `BLOCK` rows."""
    yield BYTE_ORDER_MARK + _lines([head])
    rows = iter(rows)
    while block := list(islice(rows, BLOCK)):
        yield _lines(block)


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows([inert(cell) for cell in row] for row in rows)
    return lines.getvalue()
