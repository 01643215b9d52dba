"""Where the expected revenue comes from: bars beside a table."""

from itertools import zip_longest
from typing import Any

import dash_mantine_components as dmc
from dash import dcc

from dashboard.components import plot, table
from dashboard.generation import Generation
from dashboard.overview.figures import breakdown_bars
from dashboard.store.overview import breakdown
from dashboard.urls import customers_url
from data.formatting import money

# In the order of the switch; the names are those of the filters of the list of customers.
DIMENSIONS = {
    "segment": "Segment",
    "region": "Region",
    "store": "Store",
    "loyalty": "Loyalty status",
    "category": "Category",
}
MEMBERS_SHOWN = 10


def breakdown_of(generation: Generation, dimension: str) -> list:
    """Return bars and table of a dimension, each member with a link to its customers."""
    rows = breakdown(generation, dimension, MEMBERS_SHOWN)
    shown = [row for row in rows if row["member"] is not None]
    name = DIMENSIONS[dimension]
    description = (
        f"Net spend of the last 30 days, and expected of the next 30, by {name.lower()}. "
        "A click on a bar opens its customers."
    )
    if dimension == "category":
        description += (
            " A customer's expected spend goes to categories as her last 365 days did; the list "
            "holds those whose largest category it is."
        )
    urls = [customers_url(**{dimension: row["member"]}) for row in shown]
    # The last row may be the sum of the others, which leads nowhere.
    cells = [
        [
            dcc.Link(row["member"], href=url) if url else f"{row['members']:,} others",
            money(row["predicted_spend_30d"]),
            money(row["spend_30d"]),
            _change(row),
            "–" if row["customers"] is None else f"{row['customers']:,}",
        ]
        for row, url in zip_longest(rows, urls)
    ]
    return [
        dmc.SimpleGrid(
            [
                plot(breakdown_bars(shown, urls), "overview-bars", description),
                table([name, ">Next 30 days", ">Last 30 days", ">Change", ">Customers"], cells),
            ],
            cols={"base": 1, "lg": 2},
        )
    ]


def _change(row: dict[str, Any]) -> str:
    if row["spend_30d"] <= 0:
        return "–"
    change = 100 * (row["predicted_spend_30d"] / row["spend_30d"] - 1)
    return f"{change:+,.0f} %".replace("-", "−")
