"""The features of the mart as a pandas user would write them, cutoff by cutoff."""

import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

WINDOWS = (7, 30, 90, 180, 365)
CHANNELS = ("in_store", "web", "mobile", "other")
KEY = "customer_id"


class Tables(NamedTuple):
    """What all cutoffs share."""

    sales: pd.DataFrame
    by_category: pd.DataFrame
    first_bought: pd.DataFrame
    regions: pd.Series


def features(raw: Path, cutoffs: list[date], categories: list[str]) -> pd.DataFrame:
    """Return one row per customer and cutoff; ``categories`` get a share of their own."""
    sales, lines = _sales(raw), _lines(raw)
    lines = lines.merge(sales[["transaction_id", KEY, "day"]], on="transaction_id")
    lines = lines[lines[KEY].notna()]
    lines["is_bought"] = lines["amount"] >= 0
    lines["is_promo"] = lines["is_bought"] & lines["promotion_id"].notna()
    lines["spend"] = lines["amount"].clip(lower=0)
    lines["promo_spend"] = lines["spend"].where(lines["promotion_id"].notna(), 0)
    sums = ["is_bought", "is_promo", "spend", "promo_spend"]
    by_category = lines.groupby([KEY, "day", "product_category"], as_index=False)[sums].sum()
    bought = lines[lines["is_bought"] & lines["product_id"].notna()]
    first_bought = bought.groupby([KEY, "product_id"], as_index=False)["day"].min()
    regions = pd.read_csv(raw / "stores.csv", dtype=str).set_index("store_id")["store_region"]
    sales = sales[sales[KEY].notna()]
    tables = Tables(sales, by_category, first_bought, regions)
    frames = [_at(pd.Timestamp(cutoff), tables, categories) for cutoff in cutoffs]
    return pd.concat(frames)


def _sales(raw: Path) -> pd.DataFrame:
    stores = pd.read_csv(raw / "stores.csv", dtype=str)
    words = stores["store_name"].str.lower()
    channel = np.select(
        [words.str.contains(r"\bonline\b"), words.str.contains(r"\bapp\b")],
        ["web", "mobile"],
        "in_store",
    )
    people = pd.read_csv(raw / "customer_details.csv", dtype=str)
    people["phone"] = people["customer_phone"].str.replace(r"\D", "", regex=True)
    owners = people.dropna(subset="phone").drop_duplicates("phone", keep=False)
    sales = pd.read_parquet(raw / "store_sales_header.parquet")
    by_phone = sales["customer_phone"].map(owners.set_index("phone")[KEY])
    sales[KEY] = sales[KEY].fillna(by_phone)
    by_store = sales["store_id"].map(pd.Series(channel, stores["store_id"]))
    sales["channel"] = sales["channel"].fillna(by_store).fillna("in_store")
    sales["amount"] = sales["total_amount"].astype(float)
    sales["day"] = sales["transaction_date"].dt.normalize()
    sales["is_purchase"] = sales["amount"] >= 0
    sales["points"] = 0.0
    for rule in pd.read_csv(raw / "loyalty_rules.csv").itertuples():
        earned = sales["amount"] * rule.points_per_unit_spend + rule.bonus_points
        applies = sales["is_purchase"] & (sales["amount"] >= rule.min_spend_threshold)
        sales["points"] = np.maximum(sales["points"], np.where(applies, earned, 0))
    return sales


def _lines(raw: Path) -> pd.DataFrame:
    products = pd.read_csv(raw / "products.csv", dtype=str)[["product_id", "product_category"]]
    lines = pd.read_parquet(raw / "store_sales_line_items.parquet")
    lines = lines.merge(products, on="product_id", how="left")
    lines["product_category"] = lines["product_category"].fillna("unknown")
    lines["amount"] = lines["line_item_amount"].astype(float)
    return lines


def _at(cutoff: pd.Timestamp, tables: Tables, categories: list[str]) -> pd.DataFrame:
    sales = tables.sales
    past = sales[sales["day"] < cutoff].copy()
    past["age"] = (cutoff - past["day"]).dt.days
    for window in (*WINDOWS, 120):
        is_in = past["age"] <= window
        past[f"rfm_orders_{window}d"] = is_in & past["is_purchase"]
        past[f"rfm_spend_{window}d"] = past["amount"].where(is_in, 0)
    in_year = past["age"] <= WINDOWS[-1]
    past["rfm_orders_all"] = past["is_purchase"]
    past["rfm_spend_all"] = past["amount"]
    past["rfm_spend_half_life_30d"] = past["amount"] * 0.5 ** (past["age"] / 30)
    past["rfm_spend_half_life_90d"] = past["amount"] * 0.5 ** (past["age"] / 90)
    past["rfm_returns_365d"] = in_year & ~past["is_purchase"]
    past["rfm_return_amount_365d"] = -past["amount"].where(in_year, 0).clip(upper=0)
    names = [name for name in past if name.startswith("rfm_")]
    rfm = past.groupby(KEY)[names].sum()
    purchases = past[past["is_purchase"]]
    table = purchases.groupby(KEY)["age"].agg(rfm_tenure_days="max", rfm_recency_days="min")
    table = table.join(rfm)
    year = purchases[purchases["age"] <= WINDOWS[-1]].copy()
    year["weekend"] = year["day"].dt.day_of_week >= 5
    year["month_start"] = year["day"].dt.day <= 10
    year["month_end"] = year["day"].dt.day > 20
    for channel in CHANNELS:
        year[f"channel_order_share_{channel}_365d"] = year["channel"] == channel
    groups = year.groupby(KEY)
    table["rfm_average_order_value_365d"] = groups["amount"].mean()
    table["rfm_active_days_365d"] = groups["day"].nunique()
    table["loyalty_points_earned_365d"] = groups["points"].sum()
    table["store_count_365d"] = groups["store_id"].nunique()
    shares = [name for name in year if name.startswith("channel_order")]
    table = table.join(groups[["weekend", "month_start", "month_end", *shares]].mean())
    channels = year.groupby([KEY, "channel"]).size().reset_index(name="orders")
    table["channel_top_365d"] = _first(channels, ["orders", "channel"], [False, True], "channel")
    days = purchases[[KEY, "day"]].drop_duplicates().sort_values([KEY, "day"])
    days["gap"] = days.groupby(KEY)["day"].diff().dt.days
    table = table.join(
        days.groupby(KEY)["gap"].agg(rfm_gap_days_mean="mean", rfm_gap_days_std="std")
    )
    stores = purchases.groupby([KEY, "store_id"])["transaction_date"].agg(["size", "max"])
    homes = _first(stores.reset_index(), ["size", "max"], [False, False], "store_id")
    table["store_home_id"] = homes
    table["store_home_region"] = homes.map(tables.regions)
    table = _with_lines(table, tables.by_category, cutoff, categories)
    table = _with_products_and_target(table, tables, cutoff)
    for what in ("orders", "spend"):
        before = table[f"rfm_{what}_120d"] - table[f"rfm_{what}_30d"]
        table[f"trend_{what}_ratio_30d"] = 3 * table[f"rfm_{what}_30d"] / before
    table["basket_lines_per_order_365d"] = table["is_bought"] / table["rfm_orders_365d"]
    table["rfm_recency_score"] = _score(-table["rfm_recency_days"])
    table["rfm_frequency_score"] = _score(table["rfm_orders_365d"])
    table["rfm_monetary_score"] = _score(table["rfm_spend_365d"].round(2))
    return table.assign(cutoff_date=cutoff)


def _with_products_and_target(
    table: pd.DataFrame, tables: Tables, cutoff: pd.Timestamp
) -> pd.DataFrame:
    sales = tables.sales
    products = tables.first_bought[tables.first_bought["day"] < cutoff]
    table["basket_distinct_products_all"] = products.groupby(KEY).size()
    is_new = products["day"] >= cutoff - pd.Timedelta(days=365)
    table["basket_new_products_365d"] = products[is_new].groupby(KEY).size()
    future = sales[
        (sales["day"] >= cutoff) & (sales["day"] < cutoff + pd.Timedelta(days=30))
    ].groupby(KEY)
    table["future_spend_30d"] = future["amount"].sum()
    table["future_orders_30d"] = future["is_purchase"].sum()
    return table


def _with_lines(
    table: pd.DataFrame, by_category: pd.DataFrame, cutoff: pd.Timestamp, categories: list[str]
) -> pd.DataFrame:
    start = cutoff - pd.Timedelta(days=365)
    lines = by_category[(by_category["day"] >= start) & (by_category["day"] < cutoff)]
    sums = lines.groupby(KEY)[["is_bought", "is_promo", "spend", "promo_spend"]].sum()
    table = table.join(sums)
    table["promo_line_share_365d"] = table["is_promo"] / table["is_bought"]
    table["promo_spend_share_365d"] = table["promo_spend"] / table["spend"]
    bought = lines[lines["spend"] > 0]
    spend = bought.groupby([KEY, "product_category"], as_index=False)["spend"].sum()
    share = spend["spend"] / spend.groupby(KEY)["spend"].transform("sum")
    spend["bits"] = -share * np.log2(share)
    groups = spend.groupby(KEY)
    table["category_count_365d"] = groups.size()
    table["category_entropy_365d"] = groups["bits"].sum()
    order = ["spend", "product_category"]
    table["category_top_365d"] = _first(spend, order, [False, True], "product_category")
    for name in categories:
        own = spend[spend["product_category"] == name].set_index(KEY)["spend"]
        table[f"share_{name}"] = own.reindex(table.index).fillna(0) / table["spend"]
    table["share_other"] = 1 - table[[f"share_{name}" for name in categories]].sum(axis=1)
    return table


def _first(rows: pd.DataFrame, by: list[str], ascending: list[bool], value: str) -> pd.Series:
    return rows.sort_values(by, ascending=ascending).groupby(KEY)[value].first()


def _score(value: pd.Series) -> pd.Series:
    return 5 * (value.rank(method="min") - 1) // len(value) + 1


if __name__ == "__main__":
    from tests.bench.cutoffs import arguments

    print(len(features(*arguments(sys.argv))), "rows")
