"""Where the figures come from: how fresh, how complete, how tested."""

from collections.abc import Callable
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice
from dashboard.data import sections as parts
from dashboard.data.lineage import lineage
from dashboard.data.rejected_records import rejected
from dashboard.generation import current
from dashboard.link_bar import link_bar
from dashboard.urls import page_url, part_of_query
from data.generations import NothingPublished

dash.register_page(__name__, path="/data", name="Data", title="spend30: data", order=6)

SECTIONS = {
    "arrival": "From file to forecast",
    "tests": "Tests",
    "rejected": "Rejected records",
    "lineage": "Lineage",
}


def layout(
    section: Any = None, table: Any = None, reason: Any = None, model: Any = None, **_: Any
) -> html.Div:
    """Return the section in the URL; what is there twice is ignored.

    Args:
        section: one of `SECTIONS`, by default what arrived.
        table: raw table whose rejected records are shown.
        reason: why they were rejected.
        model: table of the warehouse whose origin is shown.
    """
    section, table, reason, model = map(part_of_query, (section, table, reason, model))
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    sections: dict[str, Callable[[], list]] = {
        "arrival": lambda: parts.arrival(generation),
        "tests": lambda: parts.tests(generation),
        "rejected": lambda: rejected(generation, table, reason),
        "lineage": lambda: lineage(generation, model),
    }
    chosen = section if section in SECTIONS else "arrival"
    text = f"There is no section “{section}”: this is what arrived."
    links = {title: page_url("/data", section=name) for name, title in SECTIONS.items()}
    return html.Div(
        [
            html.Div(
                [
                    dmc.Title("The data behind the figures", order=2),
                    dmc.Text("How fresh they are, and whether all of them arrived.", c="dimmed"),
                ]
            ),
            link_bar("Sections", links, SECTIONS[chosen]),
            *([notice("Unknown section", text)] if section not in (None, chosen) else []),
            *sections[chosen](),
        ],
        className="page",
    )
