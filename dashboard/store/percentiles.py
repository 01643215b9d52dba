"""Where a customer stands among all customers, figure by figure."""

from collections.abc import Mapping
from typing import Any

from dashboard.generation import Generation


def percentiles(generation: Generation, features: Mapping[str, Any]) -> dict[str, float]:
    """Return the share (0 to 1) of customers at the cutoff with a smaller or equal value.

    Only for figures that the customer has, that are numbers, and that are not the same for all.
    Customers without a value do not count.

    Args:
        generation: the published one.
        features: a row of `marts.customer_features`.
    """
    names = [name for name in _numbers(generation) if features.get(name) is not None]
    if not names:
        return {}
    # One pass over the newest cutoff; names come from the catalogue, values are bound.
    shares = ", ".join(
        f'case when min("{name}") < max("{name}") '
        f'then count_if("{name}" <= ${name}) / count("{name}") end as "{name}"'
        for name in names
    )
    (found,) = generation.query(
        f"select {shares} from marts.customer_features where cutoff_date = $cutoff_date",
        {name: features[name] for name in ("cutoff_date", *names)},
    )
    return {name: share for name, share in found.items() if share is not None}


def _numbers(generation: Generation) -> list[str]:
    """Return the features that are numbers."""
    rows = generation.query(
        """
        select column_name
        from duckdb_columns()
        where
            schema_name = 'marts'
            and table_name = 'customer_features'
            and numeric_precision is not null
            and column_name not in ('future_spend_30d', 'future_orders_30d')
        """
    )
    return [row["column_name"] for row in rows]
