"""The features of the mart as a polars user would write them, cutoff by cutoff."""

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

WINDOWS = (7, 30, 90, 180, 365)
CHANNELS = ("in_store", "web", "mobile", "other")
KEY = "customer_id"


class Tables(NamedTuple):
    """What all cutoffs share."""

    sales: pl.LazyFrame
    by_category: pl.LazyFrame
    first_bought: pl.LazyFrame
    stores: pl.LazyFrame


def features(raw: Path, cutoffs: list[date], categories: list[str]) -> pl.DataFrame:
    """Return one row per customer and cutoff; ``categories`` get a share of their own."""
    sales, lines = _sales(raw), _lines(raw)
    lines = lines.join(
        sales.select("transaction_id", KEY, "day", "is_purchase"), on="transaction_id"
    ).filter(pl.col(KEY).is_not_null())
    by_category = lines.group_by(KEY, "day", "product_category").agg(
        bought_lines=(pl.col("amount") >= 0).sum(),
        promo_lines=((pl.col("amount") >= 0) & pl.col("promotion_id").is_not_null()).sum(),
        spend=pl.col("amount").clip(0).sum(),
        promo_spend=pl.col("amount").clip(0).filter(pl.col("promotion_id").is_not_null()).sum(),
    )
    first_bought = (
        lines.filter((pl.col("amount") >= 0) & pl.col("product_id").is_not_null())
        .group_by(KEY, "product_id")
        .agg(day=pl.col("day").min())
    )
    stores = pl.read_csv(raw / "stores.csv", infer_schema=False)
    sales = sales.filter(pl.col(KEY).is_not_null())
    tables = Tables(sales.lazy(), by_category.lazy(), first_bought.lazy(), stores.lazy())
    frames = [_at(cutoff, tables, categories) for cutoff in cutoffs]
    return pl.concat(frames)


def _sales(raw: Path) -> pl.DataFrame:
    stores = pl.read_csv(raw / "stores.csv", infer_schema=False)
    words = pl.col("store_name").str.to_lowercase()
    by_store = stores.select(
        "store_id",
        store_channel=pl.when(words.str.contains(r"\bonline\b"))
        .then(pl.lit("web"))
        .when(words.str.contains(r"\bapp\b"))
        .then(pl.lit("mobile"))
        .otherwise(pl.lit("in_store")),
    )
    people = pl.read_csv(raw / "customer_details.csv", infer_schema=False)
    owners = (
        people.select(phone=pl.col("customer_phone").str.replace_all(r"\D", ""), owner=KEY)
        .drop_nulls()
        .filter(pl.col("phone").is_duplicated().not_())
    )
    amount = pl.col("total_amount").cast(pl.Float64)
    return (
        pl.read_parquet(raw / "store_sales_header.parquet")
        .join(by_store, on="store_id", how="left")
        .join(owners, left_on="customer_phone", right_on="phone", how="left")
        .select(
            "transaction_id",
            "store_id",
            pl.coalesce(KEY, "owner").alias(KEY),
            pl.coalesce("channel", "store_channel", pl.lit("in_store")).alias("channel"),
            at=pl.col("transaction_date"),
            day=pl.col("transaction_date").dt.date(),
            amount=amount,
            is_purchase=amount >= 0,
            points=_points(raw, amount),
        )
    )


def _points(raw: Path, amount: pl.Expr) -> pl.Expr:
    rules = pl.read_csv(raw / "loyalty_rules.csv")
    earned = [
        pl.when(amount >= rule["min_spend_threshold"])
        .then(amount * rule["points_per_unit_spend"] + rule["bonus_points"])
        .otherwise(0.0)
        for rule in rules.to_dicts()
    ]
    return pl.when(amount >= 0).then(pl.max_horizontal(earned)).otherwise(0.0)


def _lines(raw: Path) -> pl.DataFrame:
    products = pl.read_csv(raw / "products.csv", infer_schema=False)
    return (
        pl.read_parquet(raw / "store_sales_line_items.parquet")
        .join(products.select("product_id", "product_category"), on="product_id", how="left")
        .with_columns(
            pl.col("product_category").fill_null("unknown"),
            amount=pl.col("line_item_amount").cast(pl.Float64),
        )
    )


def _at(cutoff: date, tables: Tables, categories: list[str]) -> pl.DataFrame:
    year = cutoff - timedelta(days=365)
    past = tables.sales.filter(pl.col("day") < cutoff).with_columns(
        age=(pl.lit(cutoff) - pl.col("day")).dt.total_days()
    )
    purchases = past.filter("is_purchase")
    rfm = past.group_by(KEY).agg(
        *(_in(w, pl.col("is_purchase")).sum().alias(f"rfm_orders_{w}d") for w in WINDOWS),
        *(_in(w, pl.col("amount")).sum().alias(f"rfm_spend_{w}d") for w in WINDOWS),
        rfm_orders_all=pl.col("is_purchase").sum(),
        rfm_spend_all=pl.col("amount").sum(),
        rfm_spend_half_life_30d=(pl.col("amount") * 0.5 ** (pl.col("age") / 30)).sum(),
        rfm_spend_half_life_90d=(pl.col("amount") * 0.5 ** (pl.col("age") / 90)).sum(),
        rfm_returns_365d=_in(365, ~pl.col("is_purchase")).sum(),
        rfm_return_amount_365d=-_in(365, pl.col("amount").clip(upper_bound=0)).sum(),
        orders_120d=_in(120, pl.col("is_purchase")).sum(),
        spend_120d=_in(120, pl.col("amount")).sum(),
    )
    bought = purchases.group_by(KEY).agg(
        *(
            _in(365, pl.col("channel") == name).mean().alias(f"channel_order_share_{name}_365d")
            for name in CHANNELS
        ),
        rfm_tenure_days=pl.col("age").max(),
        rfm_recency_days=pl.col("age").min(),
        rfm_average_order_value_365d=_in(365, pl.col("amount")).mean(),
        rfm_active_days_365d=_in(365, pl.col("day")).n_unique(),
        loyalty_points_earned_365d=_in(365, pl.col("points")).sum(),
        calendar_weekend_order_share_365d=_in(365, pl.col("day").dt.weekday() >= 6).mean(),
        calendar_month_start_order_share_365d=_in(365, pl.col("day").dt.day() <= 10).mean(),
        calendar_month_end_order_share_365d=_in(365, pl.col("day").dt.day() > 20).mean(),
        store_count_365d=_in(365, pl.col("store_id")).drop_nulls().n_unique(),
        channel_top_365d=_in(365, pl.col("channel")).mode().sort().first(),
    )
    gaps = (
        purchases.select(KEY, "day")
        .unique()
        .sort(KEY, "day")
        .with_columns(gap=pl.col("day").diff().over(KEY).dt.total_days())
        .group_by(KEY)
        .agg(rfm_gap_days_mean=pl.col("gap").mean(), rfm_gap_days_std=pl.col("gap").std())
    )
    homes = (
        purchases.drop_nulls("store_id")
        .group_by(KEY, "store_id")
        .agg(orders=pl.len(), latest=pl.col("at").max())
        .sort("orders", "latest", descending=True)
        .group_by(KEY)
        .agg(store_home_id=pl.col("store_id").first())
        .join(tables.stores, left_on="store_home_id", right_on="store_id", how="left")
        .select(KEY, "store_home_id", store_home_region="store_region")
    )
    return (
        bought.join(rfm, on=KEY)
        .join(gaps, on=KEY)
        .join(homes, on=KEY, how="left")
        .join(_of_lines(tables.by_category, year, cutoff, categories), on=KEY, how="left")
        .join(_of_products(tables.first_bought, year, cutoff), on=KEY, how="left")
        .join(_target(tables.sales, cutoff), on=KEY, how="left")
        .with_columns(
            cutoff_date=pl.lit(cutoff),
            trend_orders_ratio_30d=3
            * pl.col("rfm_orders_30d")
            / (pl.col("orders_120d") - pl.col("rfm_orders_30d")),
            trend_spend_ratio_30d=3
            * pl.col("rfm_spend_30d")
            / (pl.col("spend_120d") - pl.col("rfm_spend_30d")),
            basket_lines_per_order_365d=pl.col("bought_lines") / pl.col("rfm_orders_365d"),
            rfm_recency_score=_score(-pl.col("rfm_recency_days")),
            rfm_frequency_score=_score(pl.col("rfm_orders_365d")),
            rfm_monetary_score=_score(pl.col("rfm_spend_365d").round(2)),
        )
        .collect()
    )


def _in(days: int, value: pl.Expr) -> pl.Expr:
    return value.filter(pl.col("age") <= days)


def _score(value: pl.Expr) -> pl.Expr:
    return 5 * (value.rank("min") - 1) // pl.len() + 1


def _of_lines(lines: pl.LazyFrame, year: date, cutoff: date, categories: list[str]) -> pl.LazyFrame:
    in_year = lines.filter((pl.col("day") >= year) & (pl.col("day") < cutoff))
    sums = in_year.group_by(KEY).agg(
        pl.col("bought_lines").sum(),
        promo_line_share_365d=pl.col("promo_lines").sum() / pl.col("bought_lines").sum(),
        promo_spend_share_365d=pl.col("promo_spend").sum() / pl.col("spend").sum(),
    )
    spend = (
        in_year.filter(pl.col("spend") > 0)
        .group_by(KEY, "product_category")
        .agg(pl.col("spend").sum())
    )
    share = pl.col("spend") / pl.col("spend").sum()
    of_categories = (
        spend.sort("spend", descending=True)
        .group_by(KEY)
        .agg(
            *(
                share.filter(pl.col("product_category") == name).sum().alias(f"share_{name}")
                for name in categories
            ),
            category_top_365d=pl.col("product_category").first(),
            category_count_365d=pl.len(),
            category_entropy_365d=-(share * share.log(2)).sum(),
        )
        .with_columns(share_other=1 - pl.sum_horizontal([f"share_{name}" for name in categories]))
    )
    return sums.join(of_categories, on=KEY, how="left")


def _of_products(products: pl.LazyFrame, year: date, cutoff: date) -> pl.LazyFrame:
    return (
        products.filter(pl.col("day") < cutoff)
        .group_by(KEY)
        .agg(
            basket_distinct_products_all=pl.len(),
            basket_new_products_365d=(pl.col("day") >= year).sum(),
        )
    )


def _target(sales: pl.LazyFrame, cutoff: date) -> pl.LazyFrame:
    end = cutoff + timedelta(days=30)
    return (
        sales.filter((pl.col("day") >= cutoff) & (pl.col("day") < end))
        .group_by(KEY)
        .agg(future_spend_30d=pl.col("amount").sum(), future_orders_30d=pl.col("is_purchase").sum())
    )


if __name__ == "__main__":
    from tests.bench.cutoffs import arguments

    print(features(*arguments(sys.argv)).height, "rows")
