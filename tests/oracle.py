"""The features once more, in slow plain Python: one customer, one cutoff, one loop at a time.

Written from the contract and not from the SQL, so that a mistake has to be made twice to pass.
"""

import math
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tests.drops import Drop

WINDOWS = (7, 30, 60, 90, 120, 180, 270, 365)
HALF_LIVES = (14, 30, 60, 90, 180)
RHYTHM_DAYS = 50
CHANNELS = ("in_store", "web", "mobile", "other")


@dataclass(frozen=True)
class Sale:
    """A transaction of a customer, with its lines."""

    at: datetime
    amount: Decimal
    store: str | None
    channel: str
    lines: tuple[dict, ...]

    @property
    def is_purchase(self) -> bool:
        """Say whether it is no return."""
        return self.amount >= 0


def sales_by_customer(drop: Drop) -> dict[str, list[Sale]]:
    """Return the identified sales of a clean drop by customer."""
    phones = Counter(row["customer_phone"] for row in drop["customer_details"])
    owner = {
        row["customer_phone"]: row["customer_id"]
        for row in drop["customer_details"]
        if phones.get(row["customer_phone"]) == 1
    }
    store_names = {row["store_id"]: row.get("store_name") or "" for row in drop["stores"]}
    lines_of: dict[str, list[dict]] = {}
    for line in drop["store_sales_line_items"]:
        lines_of.setdefault(line["transaction_id"], []).append(line)
    sales: dict[str, list[Sale]] = {}
    for header in drop["store_sales_header"]:
        customer = header["customer_id"] or owner.get(header.get("customer_phone"))
        lines = tuple(lines_of.get(header["transaction_id"], ()))
        amount = header["total_amount"]
        if amount is None and lines:
            amount = sum(line["line_item_amount"] for line in lines)
        if customer is None or amount is None:
            continue
        channel = header["channel"]
        if channel is None:
            words = store_names.get(header["store_id"], "").lower().split()
            channel = "web" if "online" in words else "mobile" if "app" in words else "in_store"
        elif channel not in CHANNELS:
            channel = "other"
        sale = Sale(header["transaction_date"], amount, header["store_id"], channel, lines)
        sales.setdefault(customer, []).append(sale)
    return sales


def features(drop: Drop, every: list[Sale], cutoff: date, as_of: date) -> dict[str, Any] | None:
    """Return features and target of the customer with these sales, without what others decide.

    None when the customer is not on the spine.
    """
    start = datetime.combine(cutoff, datetime.min.time())
    past = [sale for sale in every if sale.at < start]
    purchases = [sale for sale in past if sale.is_purchase]
    if not purchases:
        return None

    def within(days: int, sales: list[Sale], until: int = 0) -> list[Sale]:
        first, last = start - timedelta(days=days), start - timedelta(days=until)
        return [sale for sale in sales if first <= sale.at < last]

    row: dict[str, Any] = {}
    days = sorted({sale.at.date() for sale in purchases})
    row["rfm_tenure_days"] = (cutoff - days[0]).days
    row["rfm_recency_days"] = (cutoff - days[-1]).days
    for window in WINDOWS:
        row[f"rfm_orders_{window}d"] = len(within(window, purchases))
        row[f"rfm_spend_{window}d"] = sum(sale.amount for sale in within(window, past))
    row["rfm_orders_all"] = len(purchases)
    row["rfm_spend_all"] = sum(sale.amount for sale in past)
    for half_life in HALF_LIVES:
        row[f"rfm_spend_half_life_{half_life}d"] = sum(
            float(sale.amount) * _left(sale, cutoff, half_life) for sale in past
        )
        row[f"rfm_orders_half_life_{half_life}d"] = sum(
            _left(sale, cutoff, half_life) for sale in purchases
        )
    tenure = row["rfm_tenure_days"]
    months = max(tenure, 30) / 30
    row["rfm_spend_rate_365d"] = float(row["rfm_spend_365d"]) / min(months, 365 / 30)
    row["rfm_spend_rate_all"] = float(row["rfm_spend_all"]) / months
    year, year_sales = within(365, purchases), within(365, past)
    returns = [sale for sale in year_sales if not sale.is_purchase]
    row["rfm_returns_365d"] = len(returns)
    row["rfm_return_amount_365d"] = -sum(sale.amount for sale in returns)
    row["rfm_average_order_value_365d"] = _ratio(sum(sale.amount for sale in year), len(year))
    row["rfm_active_days_365d"] = len({sale.at.date() for sale in year})
    row["rfm_active_days_all"] = len(days)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    row["rfm_gap_days_mean"] = statistics.mean(gaps) if gaps else None
    row["rfm_gap_days_std"] = statistics.stdev(gaps) if len(gaps) > 1 else None

    for recent, whole in ((30, 120), (90, 180)):
        before_it = within(whole, past, until=recent)
        orders = sum(sale.is_purchase for sale in before_it)
        spend = sum(sale.amount for sale in before_it)
        # How many times as long as the recent days those before them are, within the tenure.
        longer = (min(whole, tenure) - recent) / recent
        is_comparable = tenure >= recent + 30
        row[f"trend_orders_ratio_{recent}d"] = (
            longer * row[f"rfm_orders_{recent}d"] / orders if is_comparable and orders else None
        )
        row[f"trend_spend_ratio_{recent}d"] = (
            longer * float(row[f"rfm_spend_{recent}d"] / spend)
            if is_comparable and spend > 0
            else None
        )
    row["calendar_weekend_order_share_365d"] = _share(year, lambda sale: sale.at.weekday() > 4)
    row["calendar_month_start_order_share_365d"] = _share(year, lambda sale: sale.at.day < 11)
    row["calendar_month_end_order_share_365d"] = _share(year, lambda sale: sale.at.day > 20)
    for channel in CHANNELS:
        row[f"channel_order_share_{channel}_365d"] = _share(
            year, lambda sale, channel=channel: sale.channel == channel
        )
    row["channel_top_365d"] = _top(Counter(sale.channel for sale in year))

    stores = [sale for sale in purchases if sale.store]
    row["store_count_365d"] = len({sale.store for sale in within(365, stores)})
    row["store_home_id"] = _home(stores)
    regions = {store["store_id"]: store.get("store_region") for store in drop["stores"]}
    row["store_home_region"] = regions.get(row["store_home_id"])
    row["loyalty_points_earned_365d"] = sum(_points(sale.amount, drop) for sale in year)
    return {
        **row,
        **_rhythm(purchases, cutoff),
        **_blocks(past, cutoff, tenure),
        **_of_lines(drop, past, year_sales, len(year)),
        **_target(every, cutoff, as_of),
    }


def levels(
    drop: Drop, every: dict[str, list[Sale]], rows: list[dict[str, Any]], cutoff: date
) -> dict[str, Any]:
    """Return what is the same for all customers of a cutoff, whose own features are ``rows``."""
    first = min(header["transaction_date"].date() for header in drop["store_sales_header"])
    history = (cutoff - first).days
    spend = sum(float(row["rfm_spend_90d"]) for row in rows) / len(rows)

    def of_last_year(first_age: int, until: int) -> Decimal:
        days = (cutoff - timedelta(days=first_age), cutoff - timedelta(days=until))
        sales = [sale for own in every.values() for sale in own]
        return sum(
            (sale.amount for sale in sales if days[0] <= sale.at.date() < days[1]), Decimal(0)
        )

    before, after = of_last_year(395, 365), of_last_year(365, 335)
    return {
        "level_spend_30d": max(0.01, spend / min(90, history) * 30),
        "level_growth_last_year": (
            float(after / before) if history >= 395 and before > 0 else None
        ),
    }


def _rhythm(purchases: list[Sale], cutoff: date) -> dict[str, Any]:
    by_day: dict[date, Decimal] = {}
    for sale in purchases:
        by_day[sale.at.date()] = by_day.get(sale.at.date(), Decimal(0)) + sale.amount
    days = sorted(by_day)[-RHYTHM_DAYS:]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    spend = [float(by_day[day]) for day in days]
    median = statistics.median(gaps) if gaps else None
    return {
        "rhythm_gap_days_median": median,
        "rhythm_gap_days_p90": _quantile(gaps, 0.9),
        "rhythm_gap_days_max": max(gaps, default=None),
        "rhythm_recency_to_gap": _ratio((cutoff - days[-1]).days, median),
        "rhythm_day_spend_median": statistics.median(spend),
        "rhythm_day_spend_std": statistics.stdev(spend) if len(spend) > 1 else None,
        "rhythm_last_day_spend": spend[-1],
    }


def _blocks(past: list[Sale], cutoff: date, tenure: int) -> dict[str, Any]:
    def spend(days: int, blocks: int) -> list[float]:
        sums = [Decimal(0)] * min(blocks, tenure // days)
        for sale in past:
            block = ((cutoff - sale.at.date()).days - 1) // days
            if block < len(sums):
                sums[block] += sale.amount
        return [float(one) for one in sums]

    weeks, fours = spend(7, 26), spend(28, 6)
    return {
        "block_week_spend_median_26w": statistics.median(weeks) if weeks else None,
        "block_week_spend_p25_26w": _quantile(weeks, 0.25),
        "block_week_spend_p75_26w": _quantile(weeks, 0.75),
        "block_week_spend_std_26w": statistics.stdev(weeks) if len(weeks) > 1 else None,
        "block_week_spend_max_26w": max(weeks, default=None),
        "block_week_active_share_26w": _ratio(sum(week > 0 for week in weeks), len(weeks)),
        "block_4_weeks_spend_median_24w": statistics.median(fours) if fours else None,
        "block_4_weeks_spend_std_24w": statistics.stdev(fours) if len(fours) > 1 else None,
    }


def _of_lines(drop: Drop, past: list[Sale], year_sales: list[Sale], orders: int) -> dict[str, Any]:
    products = {row["product_id"]: row["product_category"] for row in drop["products"]}
    lines = [line for sale in year_sales for line in sale.lines]
    bought = [line for line in lines if line["line_item_amount"] >= 0]
    spend: Counter[str] = Counter()
    for line in bought:
        if line["line_item_amount"] > 0:
            category = products.get(line["product_id"]) or "unknown"
            spend[category] += line["line_item_amount"]
    total = sum(spend.values())
    shares = [float(part / total) for part in spend.values()]
    first_bought: dict[str, datetime] = {}
    for sale in sorted(past, key=lambda sale: sale.at):
        for line in sale.lines:
            if line["line_item_amount"] >= 0 and line["product_id"]:
                known = line["product_id"] if line["product_id"] in products else "unknown"
                first_bought.setdefault(known, sale.at)
    in_year = {sale.at for sale in year_sales}
    promoted = [line for line in bought if line["promotion_id"]]
    return {
        "basket_lines_per_order_365d": _ratio(len(bought), orders),
        "basket_distinct_products_all": len(first_bought),
        "basket_new_products_365d": sum(at in in_year for at in first_bought.values()),
        "category_count_365d": len(spend),
        "category_top_365d": _top(spend),
        "category_entropy_365d": -sum(s * math.log2(s) for s in shares) if shares else None,
        "category_spend_share_food_365d": _ratio(spend["Food"], total),
        "category_spend_share_drink_365d": _ratio(spend["Drink"], total),
        "category_spend_share_other_365d": _ratio(total - spend["Food"] - spend["Drink"], total),
        "promo_line_share_365d": _ratio(len(promoted), len(bought)),
        "promo_spend_share_365d": _ratio(sum(line["line_item_amount"] for line in promoted), total),
    }


def _target(sales: list[Sale], cutoff: date, as_of: date) -> dict[str, Any]:
    if cutoff + timedelta(days=30) > as_of:
        return {"future_spend_30d": None, "future_orders_30d": None}
    end = cutoff + timedelta(days=30)
    future = [sale for sale in sales if cutoff <= sale.at.date() < end]
    return {
        "future_spend_30d": sum(sale.amount for sale in future),
        "future_orders_30d": sum(sale.is_purchase for sale in future),
    }


def _points(amount: Decimal, drop: Drop) -> float:
    earned = [
        rule["points_per_unit_spend"] * amount + rule["bonus_points"]
        for rule in drop["loyalty_rules"]
        if amount >= rule["min_spend_threshold"]
    ]
    return float(max(earned, default=0))


def _home(sales: list[Sale]) -> str | None:
    if not sales:
        return None
    counts = Counter(sale.store for sale in sales)
    latest = {sale.store: sale.at for sale in sorted(sales, key=lambda sale: sale.at)}
    best = max((counts[store], latest[store]) for store in counts)
    return min(store for store in counts if (counts[store], latest[store]) == best)


def _top(weights: Counter[str]) -> str | None:
    return min(weights, key=lambda name: (-weights[name], name)) if weights else None


def _share(sales: list[Sale], is_so: Any) -> float | None:
    return _ratio(sum(is_so(sale) for sale in sales), len(sales))


def _left(sale: Sale, cutoff: date, half_life: int) -> float:
    return 0.5 ** ((cutoff - sale.at.date()).days / half_life)


def _quantile(values: list[float], share: float) -> float | None:
    """Return the quantile that lies between two values in proportion."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (place % 1) * (above - below)


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None
