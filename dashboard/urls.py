"""The addresses of the pages; what is shown lives in them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import get_relative_path

LONGEST_PART = 200


def page_url(path: str, **query: str | None) -> str:
    """Return the address of a page under the prefix, with the parts of the query that are given."""
    given = {name: value for name, value in query.items() if value}
    return get_relative_path(path) + ("?" + urlencode(given) if given else "")


def customer_url(customer_id: str) -> str:
    """Return the address of a customer's page."""
    return page_url("/customer", customer=customer_id)


def customers_url(**filters: str | None) -> str:
    """Return the address of the list of customers, filtered."""
    return page_url("/customers", **filters)


def what_if_url(customer_id: str, changes: Mapping[str, str] | None = None) -> str:
    """Return the address of the what-if form of a customer, with changed inputs."""
    return page_url("/what-if", customer=customer_id, **(changes or {}))


def events_url(customer_id: str) -> str:
    """Return the address of the page on which a customer's purchases are changed."""
    return page_url("/what-happens", customer=customer_id)


def part_of_query(value: Any) -> str | None:
    """Return a part of the query as text, None where it is missing, empty or there twice."""
    return value[:LONGEST_PART] if isinstance(value, str) and value else None
