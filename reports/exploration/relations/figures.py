"""Plots of inputs against spend, and of inputs against each other."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from dashboard.figures.history import plain
from dashboard.labels import written
from data.formatting import counted, currency, money
from reports.exploration.figures import HEIGHT, heat, with_texts
from reports.exploration.relations.strength import TENTHS
from reports.exploration.relations.tenths import NOT_KNOWN

Rows = list[dict[str, Any]]
TALL_ROW = 44
FEWEST_IN_CELL = 10
# Letters of the title of an axis that fit on a telephone.
TITLE_WIDTH = 34
NORMAL_95 = 1.96
# Figures of more digits would run into each other on a telephone.
MOST_IN_CELL = 1_000


def means(families: Sequence[tuple[str, str, Rows]]) -> go.Figure:
    """Return the mean spend by tenth, a row a family.

    Args:
        families: name of the family, name of its input, rows of `tenths`.
    """
    places = list(range(TENTHS))
    if any(row["bin"] == NOT_KNOWN for *_, rows in families for row in rows):
        places = [NOT_KNOWN, *places]
    cells, texts = [], []
    for name, of, rows in families:
        found = {row["bin"]: row for row in rows if row["customers"] >= FEWEST_IN_CELL}
        cells.append([found[p]["mean_spend"] if p in found else None for p in places])
        texts.append(
            [f"{plain(name)}, {plain(of)}, {_told(found[p])}" if p in found else "" for p in places]
        )
    figure = heat(
        cells,
        ["?" if p == NOT_KNOWN else str(p + 1) for p in places],
        [name for name, *_ in families],
        texts,
        ("Tenth of the customers", ""),
        height_of_row=TALL_ROW,
    )
    if max((cell for row in cells for cell in row if cell is not None), default=0) < MOST_IN_CELL:
        with_texts(
            figure, [["" if cell is None else f"{cell:.0f}" for cell in row] for row in cells]
        )
    return figure


def steps(feature: str, name: str, rows: Rows) -> go.Figure:
    """Return the mean spend by tenth, with intervals.

    Args:
        feature: the column, for its unit.
        name: what it is called; may come from data.
        rows: of `tenths`.
    """
    figure = go.Figure()
    known = [place for place, row in enumerate(rows) if row["bin"] != NOT_KNOWN]
    # Not known is no step before the lowest, so no line leads there.
    for places in (known, sorted(set(range(len(rows))) - set(known))):
        figure.add_scatter(
            x=places,
            y=[rows[place]["mean_spend"] for place in places],
            error_y={
                "type": "data",
                "array": [NORMAL_95 * (rows[place]["standard_error"] or 0) for place in places],
                "width": 0,
            },
            customdata=[[_span(feature, rows[place]), _told(rows[place])] for place in places],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
            mode="lines+markers",
            line={"color": BLUE},
            showlegend=False,
        )
    return styled(figure, HEIGHT).update_layout(
        xaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [
                "?" if row["bin"] == NOT_KNOWN else _compact(feature, row["number_from"])
                for row in rows
            ],
            "title": "<br>".join(plain(line) for line in wrap(f"{name}, tenth from", TITLE_WIDTH)),
        },
        yaxis={
            "title": f"Mean net spend ({currency()})",
            "tickformat": ",.0f",
            "rangemode": "tozero",
        },
    )


def _told(row: dict[str, Any]) -> str:
    return f"{money(row['mean_spend'], 2)} on average, {counted(row['customers'], 'customer')}"


def _span(feature: str, row: dict[str, Any]) -> str:
    if row["bin"] == NOT_KNOWN:
        return "not known"
    low, high = (written(feature, row[end]) for end in ("number_from", "number_to"))
    return low if low == high else f"{low} to {high}"


def _compact(feature: str, value: float) -> str:
    """Return a value with no more decimals than an axis has room for."""
    text = written(feature, value)
    return text.rsplit(".", 1)[0] if "." in text and abs(value) >= TENTHS else text
