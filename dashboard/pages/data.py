"""Where the figures come from: how fresh, how complete, how tested."""

import dash
import dash_mantine_components as dmc
from dash import html

from dashboard import data_sections as parts
from dashboard.components import notice
from dashboard.generation import current
from dashboard.lineage import lineage
from data.generations import NothingPublished

dash.register_page(__name__, path="/data", name="Data", title="spend30: data", order=6)


def layout(
    table: str | None = None, reason: str | None = None, model: str | None = None, **_: str
) -> html.Div:
    """Return the page, with the rejected records and the table in the URL."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    return html.Div(
        [
            html.Div(
                [
                    dmc.Title("The data behind the figures", order=2),
                    dmc.Text(
                        "How fresh they are, whether all of them arrived, and how.", c="dimmed"
                    ),
                ]
            ),
            *parts.freshness(generation),
            *parts.flow(generation),
            *parts.reconciliation(generation),
            *parts.tests(generation),
            *parts.rejected(generation, table, reason),
            *lineage(generation, model),
        ],
        className="page",
    )
