"""The sales of one customer, and what a made-up one is made of."""

import datetime as dt
from typing import Any

import pyarrow as pa

from dashboard.generation import Generation

MOST_OPTIONS = 1_000


def known_sales(generation: Generation, customer_id: str) -> tuple[pa.Table, pa.Table]:
    """Return a customer's rows of int_transactions and accepted rows of int_line_items."""
    transactions = generation.arrow(
        "select * from intermediate.int_transactions where customer_id = $customer_id",
        {"customer_id": customer_id},
    )
    keys = transactions.column("customer_key").unique().to_pylist()
    lines = generation.arrow(
        """
        select * from intermediate.int_line_items
        where customer_key = $customer_key and rejection_reason is null
        """,
        {"customer_key": keys[0] if keys else None},
    )
    return transactions, lines


def recent_sales(generation: Generation, customer_id: str, limit: int) -> list[dict[str, Any]]:
    """Return the last sales of a customer, newest first, with the name of the store."""
    return generation.query(
        """
        select
            transactions.transaction_id, transactions.sale_date, transactions.store_id,
            stores.store_name, transactions.channel, transactions.amount
        from intermediate.int_transactions as transactions
        left join staging.stg_stores as stores
            on transactions.store_id = stores.store_id and stores.rejection_reason is null
        where transactions.customer_id = $customer_id
        order by transactions.transacted_at desc, transactions.transaction_id
        limit $limit
        """,
        {"customer_id": customer_id, "limit": limit},
    )


def store_options(generation: Generation) -> list[dict[str, str]]:
    """Return store ids with their names, in the order of the ids."""
    return generation.query(
        """
        select store_id as value, concat_ws(' · ', store_id, store_name, store_city) as label
        from staging.stg_stores
        where rejection_reason is null
        order by length(store_id), store_id
        limit $limit
        """,
        {"limit": MOST_OPTIONS},
    )


def category_options(generation: Generation) -> list[str]:
    """Return the names of the product categories."""
    rows = generation.query(
        """
        select product_category from intermediate.int_product_categories
        order by product_category
        limit $limit
        """,
        {"limit": MOST_OPTIONS},
    )
    return [row["product_category"] for row in rows]


def usual_purchase(generation: Generation, customer_id: str) -> dict[str, Any]:
    """Return what a purchase of the customer usually is: store, channel, category, amount.

    The home store, main channel, largest category and average order of the newest features; None
    where they are unknown.
    """
    rows = generation.query(
        """
        select
            store_home_id as store_id,
            channel_top_365d as channel,
            category_top_365d as category,
            rfm_average_order_value_365d::double as amount
        from marts.customers
        where customer_id = $customer_id
        """,
        {"customer_id": customer_id},
    )
    return rows[0] if rows else {}


def products_of(
    generation: Generation, customer_id: str, categories: list[str]
) -> dict[str, str | None]:
    """Return category -> a product of it: the one that the customer bought most, or any."""
    rows = generation.query(
        """
        with bought as (
            select lines.product_key, count(*) as lines
            from intermediate.int_line_items as lines
            where
                lines.rejection_reason is null
                and lines.customer_key = (
                    select any_value(customer_key) from intermediate.int_transactions
                    where customer_id = $customer_id
                )
            group by lines.product_key
        )
        select
            products.product_category,
            arg_max(products.product_id, (coalesce(bought.lines, 0), products.product_id))
                as product_id
        from intermediate.int_products as products
        left join bought on products.product_key = bought.product_key
        where products.product_category in (select unnest($categories))
        group by products.product_category
        """,
        {"customer_id": customer_id, "categories": categories},
    )
    return {row["product_category"]: row["product_id"] for row in rows}


def a_promotion(generation: Generation) -> str:
    """Return the id of some promotion: a line is promoted if it names one, whichever it is."""
    (row,) = generation.query("select min(promotion_id) as id from staging.stg_promotion_details")
    return row["id"] or "what-if"


def scoring_cutoff(generation: Generation) -> dt.date:
    """Return the day from which is predicted."""
    (row,) = generation.query("select cutoff_date from intermediate.int_cutoffs where is_scoring")
    return row["cutoff_date"]


def file_formats(generation: Generation) -> dict[str, dict[str, Any]]:
    """Return table -> the declared format of its file: decimal_sign, date_format, time_zone."""
    rows = generation.query(
        "select source_table, decimal_sign, date_format, time_zone from raw.input_files"
    )
    return {row["source_table"]: row for row in rows}
