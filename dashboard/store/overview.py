"""Totals of all customers."""

from typing import Any

from dashboard.generation import Generation


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
