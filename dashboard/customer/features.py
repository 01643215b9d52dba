"""What is known of the customer, by family, and where that stands among all customers."""

import math
from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.customer.bars import bar_cell
from dashboard.generation import Generation
from dashboard.labels import FAMILIES, family, label, written
from dashboard.store.customer import feature_descriptions
from dashboard.store.percentiles import percentiles
from data.formatting import day

KEYS = ("customer_id", "cutoff_date")
TITLES = {**FAMILIES, "other": "Other"}
OPENED = "rfm"


def features(
    generation: Generation, row: Mapping[str, Any], categories: Mapping[str, str]
) -> html.Section:
    """Return every feature of a row of `marts.customer_features`, in families that open."""
    shares = percentiles(generation, row)
    meanings = feature_descriptions(generation)
    lines = {
        name: html.Tr(
            [
                html.Th(_explained(label(name, categories), meanings.get(name)), scope="row"),
                html.Td(written(name, row[name]), className="number"),
                _share(shares.get(name)),
            ]
        )
        for name in row
        if name not in KEYS
    }
    of_family = {
        key: [line for name, line in lines.items() if family(name) == title]
        for key, title in TITLES.items()
    }
    items = [
        dmc.AccordionItem(
            [
                dmc.AccordionControl(f"{TITLES[key]} ({len(of_key)})"),
                dmc.AccordionPanel(_table(TITLES[key], of_key)),
            ],
            # It becomes a part of ids, which hold no spaces.
            value=key,
        )
        for key, of_key in of_family.items()
        if of_key
    ]
    text = (
        f"Open a figure to read what it means. The bar shows the share of all customers on "
        f"{day(row['cutoff_date'])} who have the same value or a smaller one; figures that are the "
        "same for all, texts and missing values have none."
    )
    return html.Section(
        dmc.Stack(
            [
                dmc.Title(f"Known before {day(row['cutoff_date'])}", order=3),
                dmc.Text(text, size="sm"),
                dmc.Accordion(items, multiple=True, value=[OPENED], order=4, variant="contained"),
            ],
            gap="sm",
        )
    )


def _table(title: str, lines: list[html.Tr]) -> html.Table:
    head = html.Tr(
        [
            html.Th("Figure", scope="col"),
            html.Th("Value", scope="col", className="number"),
            html.Th("Customers at or below", scope="col"),
        ]
    )
    caption = html.Caption(title, className="visually-hidden")
    return html.Table([caption, html.Thead(head), html.Tbody(lines)], className="lines features")


def _explained(name: str, meaning: str | None) -> html.Details | str:
    if not meaning:
        return name
    return html.Details([html.Summary(name), meaning])


def _share(share: float | None) -> html.Td:
    return html.Td("–") if share is None else bar_cell(0, share, "neutral", percent(share))


def percent(share: float) -> str:
    """Return a share in whole percent, rounded down: 100 % means that nobody is above."""
    # A share such as 0.29 times 100 may miss 29 by the last bit.
    whole = math.floor(100 * share + 1e-9)
    return f"{whole} %" if whole else "under 1 %"
