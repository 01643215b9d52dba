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
    figure.add_scatter(
        x=days,
        y=[row["predicted_spend_30d"] for row in rows],
        customdata=[_told(row, "predicted_spend_30d") for row in rows],
        hovertemplate="30 days from %{customdata[0]}<br>expected %{customdata[1]}<extra></extra>",
        mode="markers",
        marker={"color": ORANGE, "size": 12, "symbol": "line-ew", "line": {"width": 3}},
        marker_line_color=ORANGE,
        name="Expected, with 80 % interval",
        error_y={
            "type": "data",
            "symmetric": False,
            "array": _distances(rows, "high"),
            "arrayminus": _distances(rows, "low"),
            "color": GREY,
            "width": 8,
        },
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


def _distances(rows: list[dict[str, Any]], end: str) -> list[float]:
    """Return how far an end of the interval lies from the expected spend; 0 without interval."""
    ends = [row[f"predicted_spend_30d_{end}"] for row in rows]
    return [
        0.0 if limit is None else abs(limit - row["predicted_spend_30d"])
        for limit, row in zip(ends, rows, strict=True)
    ]
