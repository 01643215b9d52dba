"""Markdown that reads well as plain text and on GitHub, whatever stands in the data."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from data.formatting import day

WIDTH = 120
# Wider tables are not padded: they could not be read as plain text anyway.
PADDED_UP_TO = 160
MOST_DECIMALS = 4
# An underscore within a word means nothing to Markdown.
SPECIAL = re.compile(r"([\\`*\[\]<>|~#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
# What GitHub would take for HTML, for a cell's end, or for emphasis.
TAG_OR_BAR = re.compile(r"(<(?=[A-Za-z/!?])|[|*~])")
CODE = re.compile(r"(`[^`]*`)")
# What Markdown takes for a list, heading, quotation or table when a line begins with it.
MARKER = re.compile(r"^([-+*=>#|]+|\d+[.)])$|^[#>|]")
ITEM = re.compile(r"^( *(?:[-*]|\d+\.) +)")
LEFT_ALONE = ("|", "#", "<", "![", "```")
# An item that is a link and nothing else: an entry of a list of contents.
ENTRY = re.compile(r"^ *- \[.*\]\(#\S*\)$")


class Markdown(str):
    """Text that is Markdown already; any other text is escaped before it stands in a document."""

    __slots__ = ()


def escaped(text: str) -> Markdown:
    """Return a text from the data as Markdown that shows it as it is, on one line."""
    return Markdown(SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;"))


def described(text: str, is_cell: bool = True) -> Markdown:
    """Return a description from YAML: its `code` stays, all else is shown as it is.

    Args:
        text: of one line or more.
        is_cell: it must stand in one line.
    """
    pieces = CODE.split(" ".join(text.split()) if is_cell else text.strip())
    return Markdown(
        "".join(
            (piece.replace("|", "\\|") if is_cell else piece)
            if piece.startswith("`")
            else TAG_OR_BAR.sub(r"\\\1", piece)
            for piece in pieces
        )
    )


def cell(value: Any, decimals: int = 0) -> Markdown:
    """Return a value of a query as people read it: 1,234.50, Mon 1 Jan 2018, NULL.

    A dash stands for infinity and for what is no number; a zero has no sign.
    """
    if value is None:
        return Markdown("NULL")
    if isinstance(value, bool):
        return Markdown(str(value).lower())
    if isinstance(value, int):
        return Markdown(f"{value:,}")
    if isinstance(value, float | Decimal):
        return Markdown(f"{value:z,.{decimals}f}" if math.isfinite(value) else "–")
    if isinstance(value, dt.date):
        return Markdown(day(value))
    return escaped(str(value))


def answer(rows: Sequence[Mapping[str, Any]]) -> Markdown:
    """Return the rows of a query as a table, figures to the right, columns as the query names them.

    Args:
        rows: at least one, as `reports.warehouse.Warehouse.query` gives them.
    """
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    heads = [f">{name}" if _is_figures(values) else name for name, values in columns.items()]
    cells = [[cell(v, _decimals(values)) for v in values] for values in columns.values()]
    return table(heads, list(zip(*cells, strict=True)))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markdown:
    """Return a table; a head that begins with ``>`` stands over figures, set to the right.

    Args:
        head: names of the columns; they are escaped.
        rows: a Markdown text a cell, without line ends.
    """
    names = [escaped(name.removeprefix(">")) for name in head]
    rights = [name.startswith(">") for name in head]
    widths = [
        max(3, len(name), *(len(row[i]) for row in rows)) if rows else max(3, len(name))
        for i, name in enumerate(names)
    ]
    if sum(widths) + 3 * len(widths) > PADDED_UP_TO:
        widths = [3] * len(widths)
    rule = [
        "-" * (w - 1) + ":" if right else "-" * w for w, right in zip(widths, rights, strict=True)
    ]
    lines = [
        [
            text.rjust(w) if right else text.ljust(w)
            for text, w, right in zip(row, widths, rights, strict=True)
        ]
        for row in (names, rule, *rows)
    ]
    return Markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading of these words."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def wrapped(document: str) -> str:
    """Return a document with its paragraphs and items wrapped; tables and code stay as they are."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_wrapped_lines(document))).strip() + "\n"


def _wrapped_lines(document: str) -> Iterator[str]:
    paragraph: list[str] = []
    is_kept = False
    for line in [*document.splitlines(), ""]:
        is_code_edge = line.lstrip().startswith("```")
        is_kept = is_kept or line.startswith("<!--")
        is_alone = is_kept or not line.strip() or line.lstrip().startswith(LEFT_ALONE)
        is_alone = is_alone or bool(ENTRY.match(line))
        if (is_alone or ITEM.match(line)) and paragraph:
            yield from _fill(paragraph)
            paragraph = []
        if is_code_edge or line.rstrip().endswith("-->"):
            is_kept = is_code_edge and not is_kept
        if is_alone:
            yield line.rstrip()
        else:
            paragraph.append(line)


def _fill(lines: list[str]) -> Iterator[str]:
    found = ITEM.match(lines[0])
    first = found[1] if found else ""
    rest = " " * len(first) if found else ""
    words = " ".join(lines)[len(first) :].split()
    current = first + words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) > WIDTH and not MARKER.match(word):
            yield current
            current = rest + word
        else:
            current += " " + word
    yield current


def _is_figures(values: Sequence[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in known
    )


def _decimals(values: Sequence[Any]) -> int:
    """Return the decimals of a column: those that its query rounded to."""
    if any(isinstance(value, Decimal) for value in values):
        return max(-v.as_tuple().exponent for v in values if isinstance(v, Decimal))
    places = [len(f"{v:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2]) for v in values
              if isinstance(v, float)]  # fmt: skip
    return max(places, default=0)
