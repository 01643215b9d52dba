"""What is said about an address at which there is no page."""

import dash
from dash import dcc, html

from dashboard.components import notice
from dashboard.urls import page_url

dash.register_page(__name__, path="/404", title="spend30: no such page", in_navigation=False)


def layout(**_: str) -> html.Div:
    """Return the page."""
    return html.Div(
        [
            notice("No such page", "Nothing is shown at this address."),
            dcc.Link("To the overview", href=page_url("/")),
        ],
        className="page",
    )
