"""Who comes back: customers by the month of their first purchase, month after month."""

import plotly.graph_objects as go

from data.formatting import counted
from reports.exploration.cohort_table import COHORTS, Cohorts
from reports.exploration.figures import heat, with_texts
from reports.exploration.numbers import share
from reports.page import Plot, Section, Words
from reports.warehouse import Warehouse

TITLE = "Who comes back"
HALF = 0.5
# Figures of more months would run into each other on a telephone.
MOST_WRITTEN = 13


def cohorts(warehouse: Warehouse) -> Section:
    """Return the section."""
    rows = warehouse.query(COHORTS)
    found = Cohorts.of(rows) if rows else None
    if found is None or found.next_month_share() is None:
        words = "That takes customers whose first month, and one after it, are over."
        return Section("cohorts", TITLE, [Words(words)])
    return Section("cohorts", TITLE, [Plot(_triangle(found), _words(found), COHORTS)])


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    rows = warehouse.query(COHORTS)
    if not rows or (again := Cohorts.of(rows).next_month_share()) is None:
        return []
    words = f"{share(again, 0)} of the customers bought in the month after their first purchase"
    if (first := Cohorts.of(rows).first_share()) > HALF:
        words += (
            f"; {share(first, 0)} of them were there in the first month, where the data begin, so "
            "few are new"
        )
    return [f"{words}."]


def _triangle(found: Cohorts) -> go.Figure:
    since = range(max(found.since(month) for month in found.sizes) + 1)
    cells = [[found.share(month, after) for after in since] for month in found.sizes]
    texts = [
        [
            ""
            if cell is None
            else f"first bought in {month:%B %Y}, {counted(after, 'month')} later: "
            f"{found.active.get((month, after), 0):,} of {size:,} bought, {share(cell, 0)}"
            for after, cell in enumerate(row)
        ]
        for (month, size), row in zip(found.sizes.items(), cells, strict=True)
    ]
    figure = heat(
        cells,
        [str(after) for after in since],
        [f"{month:%b %Y} ({size:,})" for month, size in found.sizes.items()],
        texts,
        ("Months since the first purchase", ""),
    )
    figure.update_traces(zmin=0, zmax=1)
    if len(since) > MOST_WRITTEN:
        return figure.update_traces(showscale=True, colorbar={"tickformat": ".0%", "thickness": 12})
    texts = [["" if cell is None else f"{100 * cell:.0f}" for cell in row] for row in cells]
    return with_texts(figure, texts)


def _words(found: Cohorts) -> str:
    words = (
        "Of the customers who first bought in a month (how many stands in brackets), how many in a "
        "hundred bought in each month after it; the darker, the more. The last month shown, "
        f"{found.last_month:%B %Y}, is over. Of all cohorts together "
        f"{share(found.next_month_share(), 0)} bought in the next month."
    )
    if (first := found.first_share()) > HALF:
        words += (
            f" {share(first, 0)} of the customers are of the first month: for them it is where the "
            "data begin, and not when they became customers."
        )
    return words
