"""The addresses of the pages; what is shown lives in them."""

from urllib.parse import urlencode

from dash import get_relative_path


def customer_url(customer_id: str) -> str:
    """Return the address of a customer's page."""
    return get_relative_path("/") + "?" + urlencode({"customer": customer_id})


def what_if_url(customer_id: str) -> str:
    """Return the address of the what-if form of a customer."""
    return get_relative_path("/what-if") + "?" + urlencode({"customer": customer_id})
