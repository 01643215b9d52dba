"""What a column of the mart is called where a person reads it, and how its values are written."""

import re
from collections.abc import Mapping
from typing import Any

from data.formatting import money

FAMILIES = {
    "rfm": "Recency, frequency, spend",
    "trend": "Trend",
    "calendar": "Days of the week and month",
    "basket": "Basket",
    "category": "Categories",
    "channel": "Channels",
    "promo": "Promotions",
    "store": "Stores",
    "loyalty": "Loyalty points",
    "attribute": "Recorded attributes",
}
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
    "spend_half_life": "Fading net spend, half-life",
    "returns": "Returns",
    "orders_ratio": "Rate of orders, last 30 days against the 90 before",
    "spend_ratio": "Rate of spend, last 30 days against the 90 before",
    "weekend_order_share": "Orders at the weekend",
    "month_start_order_share": "Orders on days 1 to 10 of the month",
    "month_end_order_share": "Orders from day 21 of the month on",
    "lines_per_order": "Lines of an order",
    "new_products": "Products bought for the first time",
    "distinct_products": "Different products",
    "category_count": "Categories bought",
    "category_top": "Largest category",
    "entropy": "Variety (entropy, bits)",
    "order_share_in_store": "Orders in a store",
    "order_share_web": "Orders on the web",
    "order_share_mobile": "Orders in the app",
    "order_share_other": "Orders in other channels",
    "channel_top": "Main channel",
    "line_share": "Lines under a promotion",
    "promo_spend_share": "Spend under a promotion",
    "store_count": "Stores visited",
    "home_id": "Home store",
    "home_region": "Region of the home store",
    "points_earned": "Points earned",
    "loyalty_status": "Loyalty status",
    "segment_id": "Segment of the retailer",
}
MONEY = re.compile(r"(spend|spend_half_life|amount|average_order_value)(_\d+d|_all)?$")


def family(column: str) -> str:
    """Return the family of a feature, from its prefix."""
    return FAMILIES.get(column.split("_", maxsplit=1)[0], "Other")


def label(column: str, categories: Mapping[str, str] | None = None) -> str:
    """Return the name of a feature in words, with the category's own name for its slug."""
    window = re.search(r"_(\d+)d$|_(all)$", column)
    whole = column[: window.start()] if window else column
    stem = whole.split("_", 1)[-1]
    if whole.startswith("category_spend_share_"):
        slug = stem.removeprefix("spend_share_")
        words = f"Share of spend: {(categories or {}).get(slug, 'all other categories')}"
    else:
        measure = whole if whole in MEASURES else stem
        words = MEASURES.get(measure, stem.replace("_", " ").capitalize())
    if stem == "spend_half_life":
        return f"{words} {window[1]} days"
    if not window or whole.startswith("trend_"):
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
