"""Limits of the what-if form, and the features that follow from it."""

from typing import Any

from dashboard.generation import Generation
from dashboard.store.customer import feature_descriptions
from dashboard.store.what_if_sql import NEWEST, features_query, parameters


def what_if_limits(generation: Generation, names: list[str]) -> dict[str, float | None]:
    """Return the largest value of each named feature among all customers today."""
    known = feature_descriptions(generation)
    columns = ", ".join(f"max({name})::double as {name}" for name in names if name in known)
    (row,) = generation.query(
        f"select {columns} from marts.customer_features where cutoff_date = {NEWEST}"
    )
    return row


def todays_features(generation: Generation, customer_id: str) -> dict[str, Any] | None:
    """Return the features of a customer at the newest cutoff, or None."""
    rows = generation.query(
        f"""
        select * exclude (future_spend_30d, future_orders_30d)
        from marts.customer_features
        where customer_id = $customer_id and cutoff_date = {NEWEST}
        """,
        {"customer_id": customer_id},
    )
    return rows[0] if rows else None


def what_if_features(
    generation: Generation, customer_id: str, inputs: dict[str, float]
) -> dict[str, Any]:
    """Return the customer's features with the inputs in their place and what follows from them.

    Averages, gaps, rates and all-time figures follow by their identities; the windows between two
    inputs take the part that they took before, and what fades follows the windows; spend by week
    follows that of 180 days; scores are those that today's customers with such values have, and
    the segment that of the scores (`marts.rfm_segments`). The rest stays as it is. ``inputs`` must
    be valid (see `dashboard.what_if.rules`); those that are not given stay, too.
    """
    known = feature_descriptions(generation)
    given = {name: value for name, value in inputs.items() if name in known}
    (row,) = generation.query(features_query(list(given)), parameters(customer_id, given))
    return row
