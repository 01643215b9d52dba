"""Finding customers by a part of their id or name."""

from typing import Any

from dashboard.generation import Generation


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
