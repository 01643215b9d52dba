"""What stands above every page: navigation, search, as-of date, light or dark."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update, set_props

from dashboard.generation import current
from dashboard.labels import customer_name
from dashboard.store.search import search_customers
from dashboard.urls import customer_url
from data.formatting import day
from data.generations import NothingPublished


def header() -> html.Header:
    """Return the header."""
    links = [
        dcc.Link(page["name"], href=page["relative_path"], className="nav-link")
        for page in dash.page_registry.values()
        if page.get("in_navigation", True)
    ]
    return html.Header(
        dmc.Container(
            [
                html.A("Skip to the page", href="#page", className="skip-link"),
                dmc.Group(
                    [
                        dmc.Title("spend30", order=1, size="h3"),
                        _search(),
                        dmc.Text(_published(), id="published", size="sm", c="dimmed", ml="auto"),
                        dmc.ColorSchemeToggle(
                            lightIcon="☀",
                            darkIcon="☾",
                            variant="default",
                            size="lg",
                            **{"aria-label": "Switch between light and dark"},
                        ),
                    ],
                    gap="md",
                ),
                html.Nav(links, **{"aria-label": "Pages"}),
            ],
            size="xl",
        ),
        className="header",
    )


def naming_generation(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Return the layout of a page that also says in the header which generation it shows.

    The header was made when the dashboard was opened, and there may be a newer one since.
    """

    @wraps(layout)
    def named(**query: str) -> Any:
        content = layout(**query)
        set_props("published", {"children": _published()})
        # What went wrong on the page before is over.
        set_props("problem", {"children": None})
        return content

    return named


def _published() -> str:
    try:
        manifest = current().manifest
    except NothingPublished:
        return "nothing published"
    as_of = dt.date.fromisoformat(manifest["scoring_cutoff"])
    return f"As of {day(as_of)} · model {manifest['model_id']}"


def _search() -> dmc.Select:
    # Nobody is chosen, and said so: options that lack the chosen one drop the text being typed.
    return dmc.Select(
        id="customer-search",
        placeholder="Find a customer: id or first name",
        data=[],
        value=None,
        searchable=True,
        selectFirstOptionOnChange=True,
        nothingFoundMessage="No customer has this in the id or name",
        w=320,
        maw="100%",
        limit=20,
        **{"aria-label": "Find a customer"},
    )


@callback(
    Output("customer-search", "data"),
    Input("customer-search", "searchValue"),
    prevent_initial_call=True,
)
def find(text: str | None) -> Any:
    """Offer the customers that match what was typed."""
    if not isinstance(text, str) or not text.strip():
        return no_update
    rows = search_customers(current(), _wanted(text))
    return [{"value": row["customer_id"], "label": customer_name(row)} for row in rows]


@callback(
    Output("url", "href"),
    Output("customer-search", "value"),
    Input("customer-search", "value"),
    Input("customer-search", "n_submit"),
    State("customer-search", "searchValue"),
    State("url", "pathname"),
    State("url", "search"),
    prevent_initial_call=True,
)
def choose(
    customer_id: str | None,
    submits: int | None,
    text: str | None,
    path: str | None,
    query: str | None,
) -> Any:
    """Open the customer that was chosen, or, on Enter, the only one that can be meant."""
    if "customer-search.value" in ctx.triggered_prop_ids:
        chosen = customer_id if isinstance(customer_id, str) else None
    else:
        chosen = _only_match(text) if submits and isinstance(text, str) else None
    # Enter also chooses the option: the same address twice would need two steps back.
    if not chosen or customer_url(chosen) == f"{path}{query}":
        return no_update, no_update
    return customer_url(chosen), None


def _only_match(text: str) -> str | None:
    rows = search_customers(current(), _wanted(text), limit=2) if text.strip() else []
    is_clear = len(rows) == 1 or (rows and rows[0]["customer_id"].lower() == text.strip().lower())
    return rows[0]["customer_id"] if is_clear else None


def _wanted(text: str) -> str:
    # Choosing an option writes its label into the field: search for the id that it begins with.
    return text.split(" · ", maxsplit=1)[0][:100]
