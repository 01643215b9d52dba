"""What a column of the mart is called where a person reads it, and how its values are written."""

import re
from collections.abc import Mapping
from typing import Any

from data.formatting import money

FAMILIES = {"rfm": "Recency, frequency, spend", "category": "Categories"}
MEASURES = {
    "tenure_days": "Days since the first purchase",
    "recency_days": "Days since the last purchase",
    "orders": "Orders",
    "spend": "Net spend",
    "return_amount": "Returned amount",
    "average_order_value": "Average order",
    "active_days": "Days with a purchase",
    "gap_days_mean": "Days between purchases, mean",
    "gap_days_std": "Days between purchases, std. deviation",
    "recency_score": "Recency score (1-5)",
    "frequency_score": "Frequency score (1-5)",
    "monetary_score": "Monetary score (1-5)",
    "segment": "Segment",
    "count": "Categories bought",
    "top": "Largest category",
    "entropy": "Variety (entropy, bits)",
}
MONEY = re.compile(r"(spend|amount|average_order_value)(_\d+d|_all)?$")


def family(column: str) -> str:
    """Return the family of a feature, from its prefix."""
    return FAMILIES.get(column.split("_", maxsplit=1)[0], "Other")


def label(column: str, categories: Mapping[str, str] | None = None) -> str:
    """Return the name of a feature in words, with the category's own name for its slug."""
    stem = column.split("_", 1)[1] if "_" in column else column
    window = re.search(r"_(\d+)d$|_(all)$", stem)
    if window:
        stem = stem[: window.start()]
    if stem.startswith("spend_share_"):
        slug = stem.removeprefix("spend_share_")
        words = f"Share of spend: {(categories or {}).get(slug, 'all other categories')}"
    else:
        words = MEASURES.get(stem, stem.replace("_", " ").capitalize())
    if not window:
        return words
    return f"{words}, last {window[1]} days" if window[1] else f"{words}, ever"


def written(column: str, value: Any) -> str:
    """Return a value of a feature with its unit; a dash for NULL."""
    if value is None or isinstance(value, str):
        return value or "–"
    if "_share_" in column:
        return f"{100 * value:.1f} %"
    if MONEY.search(column):
        return money(float(value), 2)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def customer_name(row: dict[str, Any]) -> str:
    """Return the id of a customer, with the first name where it is known."""
    return " · ".join(str(row[key]) for key in ("customer_id", "first_name") if row.get(key))
