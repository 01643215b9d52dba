"""The two ways to ask what if, and the way back."""

from dash import dcc, html

from dashboard.urls import customer_url, events_url, what_if_url


def ways(customer_id: str, is_about_sales: bool) -> html.Nav:
    """Return links to both ways, of which one is shown, and to the customer."""
    titles = {
        "Change the customer": (what_if_url(customer_id), not is_about_sales),
        "Change what happens": (events_url(customer_id), is_about_sales),
    }
    return html.Nav(
        [
            *(
                html.A(title, **{"aria-current": "page"}) if is_here else dcc.Link(title, href=url)
                for title, (url, is_here) in titles.items()
            ),
            dcc.Link("Back to the customer", href=customer_url(customer_id)),
        ],
        className="ways",
        **{"aria-label": "Ways to ask what if"},
    )
