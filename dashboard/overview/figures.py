"""The plot of the overview."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, ORANGE, inert, styled
from data.formatting import currency, money

HEIGHT_OF_MEMBER = 44
HEIGHT_OF_FRAME = 110
LONGEST_NAME = 22


def breakdown_bars(rows: list[dict[str, Any]], urls: list[str]) -> go.Figure:
    """Return a pair of bars a member: expected, and that of the last 30 days.

    Args:
        rows: `store.overview.breakdown`, without the sum of the others; the first stands on top.
        urls: the address of the customers of each row, which a click on its bars opens.
    """
    figure = go.Figure()
    names = [row["member"] for row in rows]
    for column, name, color in (
        ("spend_30d", "Last 30 days", BLUE),
        ("predicted_spend_30d", "Next 30 days, expected", ORANGE),
    ):
        figure.add_bar(
            x=[row[column] for row in rows],
            y=list(range(len(rows))),
            customdata=[
                [inert(row["member"]), money(row[column]), url]
                for row, url in zip(rows, urls, strict=True)
            ],
            orientation="h",
            name=name,
            marker_color=color,
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra>" + name + "</extra>",
        )
    styled(figure, height=HEIGHT_OF_FRAME + HEIGHT_OF_MEMBER * len(rows))
    return figure.update_layout(
        # Places, not names: of names that look like numbers plotly makes an axis of numbers.
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [_short(name) for name in names],
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
        },
        xaxis={
            "title": f"Net spend in 30 days ({currency()})",
            "tickformat": "~s",
            "fixedrange": True,
        },
        bargap=0.3,
        dragmode=False,
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        margin={"l": 10, "r": 10, "t": 40, "b": 45},
    )


def _short(name: str) -> str:
    return inert(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")
