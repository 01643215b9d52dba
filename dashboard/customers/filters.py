"""Which customers the list shows: from the address to filters, and to words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.store.customers import CHOICES, COLUMNS, DEFAULT_SORT, LITTLE_HISTORY
from dashboard.store.overview import REASONS

# The names of all columns fit into it.
LONGEST_TEXT = 1_000
BOUNDS = {"spend_from": "least", "spend_to": "most"}
NAMES = {
    "segment": "Segment",
    "reason": "Reason to act",
    "category": "Largest category",
    "store": "Home store",
    "region": "Region of the home store",
    "loyalty": "Loyalty status",
    "channel": "Main channel",
    "history": "History",
}
REASON_NAMES = {"falling": "Falling", "overdue": "Overdue", "rising": "Rising", "new": "New"}
HISTORY_NAMES = {
    "little": "Little: the prediction rests on a month or one purchase",
    "enough": "Enough",
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: filters as the store takes them, and what is wrong with it."""

    filters: dict[str, Any]
    sort: tuple[tuple[str, str], ...] = DEFAULT_SORT
    columns: tuple[str, ...] = ()
    # What stands in each field, and what is wrong with it in words.
    texts: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read_query(query: Any) -> Asked:
    """Return what a query (name -> text, from an address or a page) asks for; never raises.

    What cannot be understood is left out, and named in `problems` where a person typed it.
    """
    given = query if isinstance(query, Mapping) else {}
    texts = {name: text for name in given if (text := _text(given[name]))}
    names = (*CHOICES, "reason", "history", "q")
    filters: dict[str, Any] = {name: texts[name] for name in names if name in texts}
    problems = {}
    for name, bound in BOUNDS.items():
        if name not in texts:
            continue
        amount = _amount(texts[name])
        if amount is None:
            problems[name] = "Enter an amount, such as 250."
        else:
            filters[bound] = amount
    if filters.get("least", -math.inf) > filters.get("most", math.inf):
        problems["spend_to"] = "Must not be below “from”."
    columns = tuple(n for n in COLUMNS if n in texts.get("columns", "").split(","))
    return Asked(filters, read_sort(texts.get("sort", "")), columns, texts, problems)


def read_sort(text: str) -> tuple[tuple[str, str], ...]:
    """Return (column, direction) of a sort such as ``-predicted_spend_30d``, or the default."""
    column = text.removeprefix("-")
    if column not in COLUMNS:
        return DEFAULT_SORT
    return ((column, "desc" if text.startswith("-") else "asc"),)


def sort_text(sort: Sequence[tuple[str, str]]) -> str:
    """Return a sort as it stands in the address: that of `read_sort`."""
    ((column, direction), *_) = sort
    return f"{'-' if direction == 'desc' else ''}{column}"


def unknown_values(asked: Asked, options: Mapping[str, list[str]]) -> list[str]:
    """Return a sentence for each filter whose value nobody can have."""
    known = {**options, "reason": list(REASONS), "history": list(LITTLE_HISTORY)}
    return [
        f"{NAMES[name]} “{value}” does not exist."
        for name, value in asked.filters.items()
        if name in NAMES and value not in known[name]
    ]


def _text(value: Any) -> str:
    """Return a value as text without its ends; nothing for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = f"{value:.12g}" if isinstance(value, float) else str(value)[:LONGEST_TEXT]
    # A lone surrogate is no text that could be looked for.
    return text.encode("utf-8", "ignore").decode().strip()


def _amount(text: str) -> float | None:
    try:
        amount = float(text.replace(",", ""))
    except ValueError:
        return None
    return amount if math.isfinite(amount) else None
