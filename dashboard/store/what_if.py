"""Limits of the what-if form, and the features that follow from it."""

from typing import Any

from dashboard.generation import Generation
from dashboard.store.customer import feature_descriptions
from dashboard.store.what_if_sql import features_query


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
