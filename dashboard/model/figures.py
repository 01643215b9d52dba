"""Plots of how good the model is."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, inert, styled
from dashboard.model.words import input_value
from data.formatting import currency, day, money, percent

Rows = Sequence[Mapping[str, Any]]
HEIGHT = 320


def totals(rows: Rows) -> go.Figure:
    """Return what all customers were said to spend beside what they spent, a group a cutoff.

    Args:
        rows: of `store.model.forecast_totals`; amounts in currency.
    """
    days = [f"{row['cutoff_date']:%-d %b %Y}" for row in rows]
    figure = go.Figure()
    figure.add_bar(
        x=days,
        y=[row["predicted_spend"] for row in rows],
        name="Forecast",
        marker_color=ORANGE,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [_reach(row, "predicted_spend_high") for row in rows],
            "arrayminus": [_reach(row, "predicted_spend_low") for row in rows],
            "color": GREY,
            # Without caps, which would also mark the bars that have no interval.
            "width": 0,
            "thickness": 3,
        },
        customdata=[[money(row["predicted_spend"]), _interval(row)] for row in rows],
        hovertemplate="forecast %{customdata[0]}%{customdata[1]}<extra></extra>",
    )
    spent = [None if row["actual_spend"] is None else float(row["actual_spend"]) for row in rows]
    figure.add_bar(
        x=days,
        y=spent,
        name="Happened",
        marker_color=BLUE,
        customdata=[[money(amount)] for amount in spent],
        hovertemplate="happened %{customdata[0]}<extra></extra>",
    )
    styled(figure, HEIGHT)
    return figure.update_layout(
        yaxis={"title": f"Net spend in 30 days ({currency()})", "tickformat": ",.0f"},
        xaxis={"title": "30 days from", "type": "category"},
    )


def _reach(row: Mapping[str, Any], end: str) -> float | None:
    return None if row[end] is None else abs(row[end] - row["predicted_spend"])


def _interval(row: Mapping[str, Any]) -> str:
    if row["predicted_spend_low"] is None:
        return ""
    low, high = money(row["predicted_spend_low"]), money(row["predicted_spend_high"])
    return f"<br>80 % interval {low} to {high}<br>from {day(row['cutoff_date'])}"


def deciles(rows: Rows, said: str, happened: str, *, is_share: bool) -> go.Figure:
    """Return what was said beside what happened, by tenth of the customers.

    Args:
        rows: of `store.model.calibration`.
        said: the column of what was predicted, in currency or as a share (0 to 1).
        happened: the column of what came.
        is_share: whether both are shares.
    """
    title = "Share of customers" if is_share else f"Mean net spend in 30 days ({currency()})"
    figure = go.Figure()
    for column, name, color in ((said, "Forecast", ORANGE), (happened, "Happened", BLUE)):
        figure.add_bar(
            x=[row["decile"] for row in rows],
            y=[row[column] for row in rows],
            name=name,
            marker_color=color,
            customdata=[
                [percent(row[column], 1) if is_share else money(row[column], 2)] for row in rows
            ],
            hovertemplate=f"tenth %{{x}}: {name.lower()} %{{customdata[0]}}<extra></extra>",
        )
    styled(figure, HEIGHT)
    return figure.update_layout(
        yaxis={"title": title, "tickformat": ".0%" if is_share else ",.0f"},
        xaxis={"title": "Tenth by expected spend, 1 the highest", "dtick": 1},
    )


def gain(reached: Sequence[float], perfect: Sequence[float]) -> go.Figure:
    """Return the share of all spend (0 to 1) that the first tenths of the customers reach.

    Args:
        reached: of the tenths by prediction, cumulated.
        perfect: the same of the tenths by what was spent; may be empty.
    """
    figure = go.Figure()
    lines = (
        ("Knew the future", perfect, {"color": GREY, "dash": "dash"}),
        ("This model", reached, {"color": ORANGE, "width": 3}),
        ("Random order", [n / len(reached) for n in range(1, len(reached) + 1)],
         {"color": BLUE, "dash": "dot"}),
    )  # fmt: skip
    for name, shares, line in lines:
        if shares:
            figure.add_scatter(
                x=[n / len(shares) for n in range(len(shares) + 1)],
                y=[0, *shares],
                name=name,
                line=line,
                mode="lines",
                hovertemplate=f"{name}: %{{x:.0%}} of customers, %{{y:.1%}} of spend"
                "<extra></extra>",
            )
    styled(figure, HEIGHT)
    return figure.update_layout(
        yaxis={"title": "Share of all spend", "tickformat": ".0%"},
        xaxis={"title": "Share of customers, highest forecast first", "tickformat": ".0%"},
    )


def dependence(feature: str, name: str, rows: Rows) -> go.Figure:
    """Return the mean forecast (currency) over the values of an input."""
    known = [row for row in rows if row["feature_value"] is not None]
    figure = go.Figure()
    figure.add_scatter(
        x=[row["feature_value"] for row in known],
        y=[row["predicted_spend_30d"] for row in known],
        mode="lines+markers",
        line={"color": ORANGE},
        customdata=[
            [input_value(feature, r["feature_value"]), money(r["predicted_spend_30d"], 2)]
            for r in known
        ],
        hovertemplate="%{customdata[0]}: mean forecast %{customdata[1]}<extra></extra>",
    )
    styled(figure, HEIGHT)
    return figure.update_layout(
        yaxis={"title": f"Mean expected spend ({currency()})", "tickformat": ",.0f"},
        xaxis={"title": inert(name), "tickformat": ",.4~g"},
    )


def distribution(feature: str, name: str, rows: Rows) -> go.Figure:
    """Return the shares (0 to 1) of the bins of an input in training and now."""
    bins = [_bin(feature, row) for row in rows]
    figure = go.Figure()
    for column, title, color in (
        ("reference_share", "Then (training, backtest)", BLUE),
        ("scoring_share", "Now", ORANGE),
    ):
        figure.add_bar(
            x=bins,
            y=[row[column] for row in rows],
            name=title,
            marker_color=color,
            customdata=[[percent(row[column], 1)] for row in rows],
            hovertemplate=f"%{{x}}: %{{customdata[0]}} {title.lower()}<extra></extra>",
        )
    styled(figure, HEIGHT + 60)
    figure.update_layout(
        yaxis={"title": "Share of customers", "tickformat": ".0%"},
        xaxis={"title": inert(name), "type": "category", "automargin": True},
    )
    return figure


def _bin(feature: str, row: Mapping[str, Any]) -> str:
    if row["label"] is not None:
        return inert(row["label"])
    if row["value_from"] is None:
        return "not known"
    low, high = (input_value(feature, row[end]) for end in ("value_from", "value_to"))
    return low if low == high else f"{low} to {high}"
