"""What one customer bought: by category, the latest orders, and when it began."""

import datetime as dt
from typing import Any

from dashboard.generation import Generation
from dashboard.store.customer import HISTORY_BLOCK_DAYS

LARGEST_CATEGORIES = 6
ALL_OTHERS = "All other categories"


def category_history(
    generation: Generation, customer_id: str, first: dt.date, end: dt.date
) -> list[dict[str, Any]]:
    """Return net spend by category in the blocks of 30 days of ``[first, end)``.

    Columns: category (the largest six of the customer, and all others), block_start, block_end,
    spend in currency (lines of returns netted). A row for each category and block, 0 without
    sales; the largest category first. Empty without line items.
    """
    return generation.query(
        """
        with lines as (
            select
                categories.product_category,
                ($end::date - items.sale_date - 1) // $days::integer as block_number,
                items.amount_cents
            from intermediate.int_line_items as items
            inner join intermediate.int_product_categories as categories
                on items.category_key = categories.category_key
            where
                items.rejection_reason is null
                and items.customer_key = (
                    select max(customer_key) from intermediate.int_transactions
                    where customer_id = $customer_id
                )
                and items.sale_date >= $first
                and items.sale_date < $end
        ),
        ranked as (
            select
                product_category,
                row_number() over (
                    order by sum(amount_cents) desc, product_category
                ) as category_rank
            from lines
            group by product_category
        ),
        named as (
            select
                least(ranked.category_rank, $largest::integer + 1) as category_rank,
                case
                    when ranked.category_rank <= $largest then ranked.product_category
                    else $others
                end as category,
                lines.block_number,
                lines.amount_cents
            from lines
            inner join ranked
                on lines.product_category = ranked.product_category
        ),
        blocks as (
            select unnest(range(($end::date - $first::date) // $days::integer)) as block_number
        ),
        categories as (
            select distinct category_rank, category from named
        )
        select
            categories.category,
            $end::date - ((blocks.block_number + 1) * $days)::integer as block_start,
            $end::date - (blocks.block_number * $days)::integer as block_end,
            coalesce(sum(named.amount_cents), 0)::double / 100 as spend
        from categories
        cross join blocks
        left join named
            on categories.category_rank = named.category_rank
            and blocks.block_number = named.block_number
        group by categories.category_rank, categories.category, blocks.block_number
        order by categories.category_rank, block_start
        """,
        {
            "customer_id": customer_id,
            "first": first,
            "end": end,
            "days": HISTORY_BLOCK_DAYS,
            "largest": LARGEST_CATEGORIES,
            "others": ALL_OTHERS,
        },
    )


def recent_orders(
    generation: Generation, customer_id: str, limit: int = 10
) -> list[dict[str, Any]]:
    """Return the latest sales, newest first: day, store, channel, amount in currency, return?"""
    return generation.query(
        """
        select
            sales.sale_date,
            sales.store_id,
            stores.store_name,
            sales.channel,
            sales.amount::double as amount,
            not sales.is_purchase as is_return
        from intermediate.int_transactions as sales
        left join staging.stg_stores as stores
            on sales.store_id = stores.store_id
            and stores.rejection_reason is null
        where sales.customer_id = $customer_id
        order by sales.transacted_at desc, sales.record_number desc
        limit $limit
        """,
        {"customer_id": customer_id, "limit": limit},
    )


def first_sales(generation: Generation, customer_id: str) -> dict[str, Any]:
    """Return the day of the first purchase and of the first return (None: none), and the cutoff."""
    (row,) = generation.query(
        """
        select
            min(sale_date) filter (where is_purchase) as first_purchase_date,
            min(sale_date) filter (where not is_purchase) as first_return_date,
            (select max(cutoff_date) from marts.customer_features) as cutoff_date
        from intermediate.int_transactions
        where customer_id = $customer_id
        """,
        {"customer_id": customer_id},
    )
    return row
