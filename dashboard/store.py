"""All questions that the dashboard asks of the mart, with bound parameters.

Its only SQL, with the one long query of `dashboard.what_if_sql`.
"""

from typing import Any

from dashboard.generation import Generation
from dashboard.what_if_sql import features_query

HISTORY_BLOCK_DAYS = 30
HISTORY_BLOCKS = 13


def search_customers(generation: Generation, text: str, limit: int = 20) -> list[dict[str, Any]]:
    """Return customers whose id or name contains ``text``, the best match first."""
    escaped = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return generation.query(
        r"""
        select customer_id, first_name
        from marts.customers
        where
            customer_id ilike '%' || $escaped || '%' escape '\'
            or strip_accents(first_name) ilike strip_accents('%' || $escaped || '%') escape '\'
        order by
            lower(customer_id) = lower($text) desc,
            customer_id ilike $escaped || '%' escape '\' desc,
            length(customer_id),
            customer_id
        limit $limit
        """,
        {"text": text.strip(), "escaped": escaped, "limit": limit},
    )


def most_valuable_customers(generation: Generation, limit: int = 10) -> list[dict[str, Any]]:
    """Return the customers with the highest expected spend."""
    return generation.query(
        """
        select
            customer_id, first_name, rfm_segment, rfm_recency_days, rfm_spend_30d,
            predicted_spend_30d, purchase_probability_30d
        from marts.customers
        where predicted_spend_30d is not null
        order by predicted_spend_30d desc, customer_id
        limit $limit
        """,
        {"limit": limit},
    )


def totals(generation: Generation) -> dict[str, Any]:
    """Return what all customers together are expected to spend, and what they spent."""
    (row,) = generation.query(
        """
        select
            max(features_cutoff_date) as cutoff_date,
            count(predicted_spend_30d) as customers,
            sum(predicted_spend_30d) as predicted_spend_30d,
            sum(purchase_probability_30d) as expected_buyers,
            sum(rfm_spend_30d)::double as spend_30d
        from marts.customers
        """
    )
    return row


def customer(generation: Generation, customer_id: str) -> dict[str, Any] | None:
    """Return the row of `marts.customers`, with the rank of the prediction, or None."""
    rows = generation.query(
        """
        with ranked as (
            select
                *,
                case
                    when predicted_spend_30d is not null
                        then rank() over (order by predicted_spend_30d desc nulls last)
                end as predicted_rank,
                count(predicted_spend_30d) over () as ranked_customers
            from marts.customers
        )
        select * from ranked
        where customer_id = $customer_id
        """,
        {"customer_id": customer_id},
    )
    return rows[0] if rows else None


def features(generation: Generation, customer_id: str) -> dict[str, Any] | None:
    """Return the newest row of `marts.customer_features` of a customer, or None."""
    rows = generation.query(
        """
        select * exclude (future_spend_30d, future_orders_30d)
        from marts.customer_features
        where customer_id = $customer_id
        order by cutoff_date desc
        limit 1
        """,
        {"customer_id": customer_id},
    )
    return rows[0] if rows else None


def feature_descriptions(generation: Generation) -> dict[str, str]:
    """Return what each column of `marts.customer_features` means, as its YAML says."""
    rows = generation.query(
        """
        select column_name, comment
        from duckdb_columns()
        where schema_name = 'marts' and table_name = 'customer_features'
        """
    )
    return {row["column_name"]: row["comment"] or "" for row in rows}


def category_names(generation: Generation) -> dict[str, str]:
    """Return slug -> category as the retailer spells it, for the columns named by slug."""
    rows = generation.query("select category_slug, product_category from marts.categories")
    return {row["category_slug"]: row["product_category"] for row in rows}


def history(generation: Generation, customer_id: str) -> list[dict[str, Any]]:
    """Return spend and orders in blocks of 30 days, counted back from the scoring cutoff.

    Blocks as long as the forecast can be compared with it. They go back to the customer's first
    sale, at most 13 of them, and only as far as the data fill them; one without sales is 0.
    """
    return generation.query(
        """
        with bounds as (
            select
                (select max(cutoff_date) from marts.customer_features) as cutoff_date,
                (select min(sale_date) from marts.customer_daily_spend) as first_date,
                min(sale_date) as first_sale_date
            from marts.customer_daily_spend
            where customer_id = $customer_id
        ),
        blocks as (
            select
                cutoff_date - number * $days::integer as block_end,
                cutoff_date - (number + 1) * $days::integer as block_start
            from bounds
            cross join (select unnest(range($blocks))::integer as number) as numbers
            where
                cutoff_date - number * $days::integer > first_sale_date
                and (number = 0 or cutoff_date - (number + 1) * $days::integer >= first_date)
        )
        select
            blocks.block_start,
            blocks.block_end,
            coalesce(sum(sales.spend), 0)::double as spend,
            coalesce(sum(sales.orders), 0)::bigint as orders
        from blocks
        left join marts.customer_daily_spend as sales
            on sales.customer_id = $customer_id
            and sales.sale_date >= blocks.block_start
            and sales.sale_date < blocks.block_end
        group by all
        order by blocks.block_start
        """,
        {"customer_id": customer_id, "days": HISTORY_BLOCK_DAYS, "blocks": HISTORY_BLOCKS},
    )


def what_if_limits(generation: Generation, names: list[str]) -> dict[str, float]:
    """Return the largest value of each named feature among all customers today."""
    known = feature_descriptions(generation)
    columns = ", ".join(f"max({name})::double as {name}" for name in names if name in known)
    (row,) = generation.query(
        f"""
        select {columns} from marts.customer_features
        where cutoff_date = (select max(cutoff_date) from marts.customer_features)
        """
    )
    return row


def what_if_features(
    generation: Generation, customer_id: str, inputs: dict[str, float]
) -> dict[str, Any]:
    """Return the customer's features with the inputs in their place and what follows from them.

    Averages, gaps, rates and all-time figures follow by their identities; what fades and the
    windows between two inputs follow as if sales were spread evenly between those; spend by week
    follows that of 180 days; scores are those that today's customers with such values have, and
    the segment that of the scores (`marts.rfm_segments`). The rest stays as it is. ``inputs`` must
    be valid (see `dashboard.what_if`).
    """
    known = feature_descriptions(generation)
    (row,) = generation.query(
        features_query([name for name in inputs if name in known]),
        {"customer_id": customer_id, **{f"new_{name}": value for name, value in inputs.items()}},
    )
    return row
