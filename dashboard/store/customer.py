"""One customer: attributes, features, history."""

from typing import Any

from dashboard.generation import Generation

HISTORY_BLOCK_DAYS = 30
HISTORY_BLOCKS = 13


def find_customer(generation: Generation, customer_id: str) -> dict[str, Any] | None:
    """Return the row of `marts.customers`, with the rank of the prediction, or None."""
    rows = generation.query(
        """
        with found as (
            select * from marts.customers
            where customer_id = $customer_id
        )
        select
            found.*,
            case
                when found.predicted_spend_30d is not null then (
                    select count(*) + 1 from marts.customers as others
                    where others.predicted_spend_30d > (select predicted_spend_30d from found)
                )
            end as predicted_rank,
            (select count(predicted_spend_30d) from marts.customers) as ranked_customers
        from found
        """,
        {"customer_id": customer_id},
    )
    return rows[0] if rows else None


def explanation(generation: Generation, customer_id: str) -> list[dict[str, Any]]:
    """Return the parts of the prediction in their order: base, features, rest; none for a rule."""
    return generation.query(
        """
        select position, part, feature, feature_value, contribution
        from marts.customer_explanations
        where customer_id = $customer_id
        order by position
        """,
        {"customer_id": customer_id},
    )


def past_forecasts(
    generation: Generation, customer_id: str, model_name: str
) -> list[dict[str, Any]]:
    """Return what a model forecast at each backtest cutoff and what happened, oldest first.

    ``is_inside``: the actual spend lies in the interval, ends included; None without interval.
    """
    return generation.query(
        """
        select
            cutoff_date,
            predicted_spend_30d,
            predicted_spend_30d_low,
            predicted_spend_30d_high,
            actual_spend_30d::double as actual_spend_30d,
            actual_spend_30d between predicted_spend_30d_low and predicted_spend_30d_high
                as is_inside
        from marts.backtest_predictions
        where model_name = $model_name and customer_id = $customer_id
        order by cutoff_date
        """,
        {"customer_id": customer_id, "model_name": model_name},
    )


def newest_features(generation: Generation, customer_id: str) -> dict[str, Any] | None:
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


def spend_history(generation: Generation, customer_id: str) -> list[dict[str, Any]]:
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
