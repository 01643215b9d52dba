"""What a column of the mart is called where a person reads it, and how its values are written."""

import re
from collections.abc import Mapping
from typing import Any

from data.formatting import money

FAMILIES = {
    "rfm": "Recency, frequency, spend",
    "trend": "Trend",
    "rhythm": "Rhythm of the last 50 purchase days",
    "block": "Spend by week",
    "calendar": "Days of the week and month",
    "basket": "Basket",
    "category": "Categories",
    "channel": "Channels",
    "promo": "Promotions",
    "store": "Stores",
    "loyalty": "Loyalty points",
    "level": "All customers",
    "attribute": "Recorded attributes",
}
CHANNELS = {
    "in_store": "In a store",
    "web": "On the web",
    "mobile": "In the app",
    "other": "Other channel",
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
    "orders_half_life": "Fading orders, half-life",
    "spend_half_life": "Fading net spend, half-life",
    "spend_rate": "Net spend per 30 days since the first purchase",
    "returns": "Returns",
    "orders_ratio": "Rate of orders",
    "spend_ratio": "Rate of spend",
    "rhythm_gap_days_median": "Days between purchases, median",
    "rhythm_gap_days_p90": "Days between purchases, nine in ten at most",
    "rhythm_gap_days_max": "Days between purchases, longest",
    "recency_to_gap": "Days since the last purchase / median days between purchases",
    "day_spend_median": "Spend of a purchase day, median",
    "day_spend_std": "Spend of a purchase day, std. deviation",
    "last_day_spend": "Spend of the last purchase day",
    "week_spend_median": "Net spend of a week, median",
    "week_spend_p25": "Net spend of a week, lower quartile",
    "week_spend_p75": "Net spend of a week, upper quartile",
    "week_spend_std": "Net spend of a week, std. deviation",
    "week_spend_max": "Net spend of a week, largest",
    "week_active_share": "Weeks with spend",
    "4_weeks_spend_median": "Net spend of four weeks, median",
    "4_weeks_spend_std": "Net spend of four weeks, std. deviation",
    "level_spend": "Mean net spend of all customers in 30 days",
    "growth_last_year": "Growth of all spend at this time of last year",
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
MONEY = re.compile(
    r"(spend(_half_life|_rate|_median|_p25|_p75|_std|_max)?|amount|average_order_value)"
    r"(_\d+[dw]|_all)?$"
)


def family(column: str) -> str:
    """Return the family of a feature, from its prefix."""
    return FAMILIES.get(column.split("_", maxsplit=1)[0], "Other")


def label(column: str, categories: Mapping[str, str] | None = None) -> str:
    """Return the name of a feature in words, with the category's own name for its slug."""
    window = re.search(r"_(\d+)(d|w)$|_(all)$", column)
    whole = column[: window.start()] if window else column
    stem = whole.split("_", 1)[-1]
    if whole.startswith("category_spend_share_"):
        slug = stem.removeprefix("spend_share_")
        words = f"Share of spend: {(categories or {}).get(slug, 'all other categories')}"
    else:
        measure = whole if whole in MEASURES else stem
        words = MEASURES.get(measure, stem.replace("_", " ").capitalize())
    if not window or whole.startswith("level_"):
        return words
    if stem.endswith("_half_life"):
        return f"{words} {window[1]} days"
    if window[3]:
        return f"{words}, ever"
    last = f"{words}, last {window[1]} {'days' if window[2] == 'd' else 'weeks'}"
    return f"{last} against the 90 before" if whole.startswith("trend_") else last


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
