"""Past forecasts of a customer beside what happened."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, styled
from data.formatting import currency, day, money


def outcomes(rows: list[dict[str, Any]]) -> go.Figure:
    """Return expected spend with its 80 % interval, and actual spend, at each backtest cutoff.

    Args:
        rows: of `store.customer.past_forecasts`, oldest first.
    """
    days = [f"{row['cutoff_date'].day} {row['cutoff_date']:%b<br>%Y}" for row in rows]
    figure = go.Figure()
    figure.add_scatter(**interval(days, rows))
    figure.add_scatter(
        x=days,
        y=[row["predicted_spend_30d"] for row in rows],
        customdata=[_told(row, "predicted_spend_30d") for row in rows],
        hovertemplate="30 days from %{customdata[0]}<br>expected %{customdata[1]}<extra></extra>",
        mode="markers",
        marker={"size": 12, "symbol": "line-ew", "line": {"width": 3, "color": ORANGE}},
        name="Expected",
    )
    figure.add_scatter(
        x=days,
        y=[row["actual_spend_30d"] for row in rows],
        customdata=[_told(row, "actual_spend_30d") for row in rows],
        hovertemplate="30 days from %{customdata[0]}<br>spent %{customdata[1]}<extra></extra>",
        mode="markers",
        marker={"color": BLUE, "size": 11},
        name="Spent",
    )
    styled(figure, height=300)
    figure.update_layout(
        margin={"l": 60, "r": 10, "t": 40, "b": 50},
        xaxis={
            "title": {"text": "30 days from", "standoff": 8},
            "type": "category",
            "fixedrange": True,
        },
        yaxis={
            "title": {"text": f"Net spend ({currency()})", "standoff": 6},
            "tickformat": ",.0f",
            "rangemode": "tozero",
            "fixedrange": True,
        },
    )
    return figure


def _told(row: dict[str, Any], measure: str) -> list[str]:
    return [day(row["cutoff_date"]), money(row[measure], 2)]


def interval(x: list[Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a trace of the 80 % intervals; what is expected may lie outside of a skewed one."""
    ends = [(row["predicted_spend_30d_low"], row["predicted_spend_30d_high"]) for row in rows]
    known = [
        (place, low, high) for place, (low, high) in zip(x, ends, strict=True) if high is not None
    ]
    return {
        "x": [place for place, *_ in known],
        "y": [low for _, low, _ in known],
        "mode": "markers",
        "marker": {"size": 1, "color": GREY},
        "hoverinfo": "skip",
        "name": "80 % interval",
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [high - low for _, low, high in known],
            "arrayminus": [0] * len(known),
            "color": GREY,
            "width": 8,
        },
        # A dot of one pixel says nothing in a legend: the caption names the line.
        "showlegend": False,
    }
