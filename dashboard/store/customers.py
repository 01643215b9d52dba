"""The list of customers: filtered, sorted, a page at a time or all of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.generation import Generation

# Everything that the grid may show, in its order; the only names that reach SQL.
COLUMNS = (
    "customer_id",
    "first_name",
    "rfm_segment",
    "predicted_spend_30d",
    "predicted_spend_30d_low",
    "predicted_spend_30d_high",
    "predicted_spend_30d_median",
    "purchase_probability_30d",
    "rfm_spend_30d",
    "rfm_spend_90d",
    "rfm_spend_365d",
    "rfm_spend_all",
    "rfm_orders_30d",
    "rfm_orders_365d",
    "rfm_orders_all",
    "rfm_recency_days",
    "rfm_gap_days_mean",
    "rfm_tenure_days",
    "rfm_average_order_value_365d",
    "trend_spend_ratio_30d",
    "category_top_365d",
    "channel_top_365d",
    "promo_spend_share_365d",
    "store_home_id",
    "store_home_region",
    "loyalty_status",
    "loyalty_points_earned_365d",
    "segment_id",
    "customer_since",
    "has_little_history",
)
# Filters that are a choice among values, by their name in the URL.
CHOICES = {
    "segment": "rfm_segment",
    "region": "store_home_region",
    "store": "store_home_id",
    "loyalty": "loyalty_status",
    "category": "category_top_365d",
    "channel": "channel_top_365d",
}
# The member under which marts.forecast_breakdown counts customers who have none.
UNKNOWN = "unknown"
LITTLE_HISTORY = {"little": True, "enough": False}
DEFAULT_SORT = (("predicted_spend_30d", "desc"),)


def count_customers(generation: Generation, filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many customers pass the filters (`customers`, of `all_customers`), and their sums.

    Args:
        generation: what is published.
        filters: name -> value: those of `CHOICES` (text), `history` (little or enough), `reason`
            (of `customers_to_act_on`), `q` (a part of the id or name), `least` and `most` (bounds
            of expected spend, in currency; both included).
    """
    condition, values = _condition(filters)
    (row,) = generation.query(
        f"""
        select
            count(*) as customers,
            sum(predicted_spend_30d) as predicted_spend_30d,
            sum(rfm_spend_30d)::double as spend_30d,
            (select count(*) from marts.customers) as all_customers,
            (select max(features_cutoff_date) from marts.customers) as cutoff_date
        from marts.customers
        where {condition}
        """,
        values,
    )
    return row


def list_customers(
    generation: Generation,
    filters: Mapping[str, Any],
    sort: Sequence[tuple[str, str]] = DEFAULT_SORT,
    limit: int = 100,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Return a page of the customers who pass the filters, with all `COLUMNS`.

    Args:
        generation: what is published.
        filters: as in `count_customers`.
        sort: (column, ``asc`` or ``desc``), the first the most important; other names are ignored.
        limit: rows of a page.
        offset: rows before it.
    """
    condition, values = _condition(filters)
    return generation.query(
        f"""
        select {", ".join(COLUMNS)}
        from marts.customers
        where {condition}
        order by {_order(sort)}
        limit $row_limit
        offset $row_offset
        """,
        {**values, "row_limit": limit, "row_offset": offset},
    )


def stream_customers(
    generation: Generation,
    filters: Mapping[str, Any],
    columns: Sequence[str],
    sort: Sequence[tuple[str, str]] = DEFAULT_SORT,
) -> Iterator[tuple]:
    """Return every customer who passes the filters, with those columns that `COLUMNS` has."""
    condition, values = _condition(filters)
    names = [name for name in COLUMNS if name in columns]
    return generation.stream(
        f"""
        select {", ".join(names)}
        from marts.customers
        where {condition}
        order by {_order(sort)}
        """,
        values,
    )


def filter_options(generation: Generation) -> dict[str, list[str]]:
    """Return the values of each filter of `CHOICES`, those of most customers first."""
    parts = [
        f"""
        select
            '{name}' as filter,
            coalesce({column}, '{UNKNOWN}') as member,
            count(*) as customers
        from marts.customers
        group by member
        """
        for name, column in CHOICES.items()
    ]
    rows = generation.query(
        f"select filter, member from ({' union all '.join(parts)}) order by customers desc, member"
    )
    return {name: [row["member"] for row in rows if row["filter"] == name] for name in CHOICES}


def columns_with_values(generation: Generation) -> set[str]:
    """Return those of `COLUMNS` that hold a value for at least one customer."""
    counts = ", ".join(f"count({name}) as {name}" for name in COLUMNS)
    (row,) = generation.query(f"select {counts} from marts.customers")
    return {name for name, count in row.items() if count}


def column_meanings(generation: Generation) -> dict[str, str]:
    """Return what each column of `marts.customers` means, as its YAML says."""
    rows = generation.query(
        """
        select column_name, comment
        from duckdb_columns()
        where schema_name = 'marts' and table_name = 'customers'
        """
    )
    return {row["column_name"]: row["comment"] or "" for row in rows}


def _condition(filters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the condition with parameters, and their values."""
    conditions, values = ["true"], {}
    for name, column in CHOICES.items():
        if filters.get(name) is not None:
            conditions.append(f"coalesce({column}, '{UNKNOWN}') = ${name}")
            values[name] = filters[name]
    if filters.get("history") is not None:
        conditions.append("has_little_history = $history")
        # A word that is neither passes nobody.
        values["history"] = LITTLE_HISTORY.get(filters["history"])
    if filters.get("reason") is not None:
        conditions.append(
            "customer_id in (select customer_id from marts.customers_to_act_on "
            "where reason = $reason)"
        )
        values["reason"] = filters["reason"]
    if filters.get("least") is not None:
        conditions.append("predicted_spend_30d >= $least")
        values["least"] = filters["least"]
    if filters.get("most") is not None:
        conditions.append("predicted_spend_30d <= $most")
        values["most"] = filters["most"]
    if filters.get("q") is not None:
        conditions.append(
            r"(customer_id ilike '%' || $q || '%' escape '\' "
            r"or strip_accents(first_name) ilike strip_accents('%' || $q || '%') escape '\')"
        )
        escaped = filters["q"].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values["q"] = escaped
    return " and ".join(conditions), values


def _order(sort: Sequence[tuple[str, str]]) -> str:
    known = [
        f"{column} {direction} nulls last"
        for column, direction in sort
        if column in COLUMNS and direction in ("asc", "desc")
    ]
    # The id last: equal rows must not change places between two pages.
    return ", ".join([*(known or ["predicted_spend_30d desc nulls last"]), "customer_id"])
