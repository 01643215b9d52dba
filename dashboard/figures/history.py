"""Spend and orders of a customer over time, in blocks as long as the forecast."""

import datetime as dt
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures import BLUE, GREY, ORANGE, SERIES, styled
from data.formatting import currency, day, money

# Bars leave a gap between blocks of 30 days; plotly counts in milliseconds.
BAR_WIDTH = 22 * 86_400_000
MARGIN = {"l": 60, "r": 10, "t": 40, "b": 50}
Y_TITLE = {"title": {"standoff": 6}, "fixedrange": True}


def spend_history(blocks: list[dict[str, Any]], customer: dict[str, Any]) -> go.Figure:
    """Return spend and orders in blocks of 30 days up to the cutoff, and the forecast.

    Args:
        blocks: rows of `store.customer.spend_history`, oldest first.
        customer: a row of `store.customer.find_customer`.
    """
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08, row_heights=[0.68, 0.32]
    )
    starts = [block["block_start"] for block in blocks]
    told = [
        [period(block), money(block["spend"], 2), f"{block['orders']:,} orders"] for block in blocks
    ]
    for row, name, measure, color in ((1, "Spent", "spend", BLUE), (2, "Orders", "orders", GREY)):
        figure.add_bar(
            row=row,
            col=1,
            x=starts,
            y=[block[measure] for block in blocks],
            customdata=told,
            hovertemplate="%{customdata[0]}<br>spent %{customdata[1]} in %{customdata[2]}"
            "<extra></extra>",
            name=name,
            marker_color=color,
            width=BAR_WIDTH,
            showlegend=measure == "spend",
        )
    if customer["predicted_spend_30d"] is not None:
        figure.add_bar(row=1, col=1, **_forecast(customer))
    styled(figure, height=400)
    figure.update_layout(
        margin=MARGIN,
        yaxis=Y_TITLE | {"title_text": f"Net spend ({currency()})", "tickformat": ",.0f"},
        yaxis2=Y_TITLE | {"title_text": "Orders", "tickformat": ",d", "rangemode": "tozero"},
        xaxis={"fixedrange": True},
        xaxis2=_axis([*starts, customer["features_cutoff_date"]]),
    )
    return figure


def _forecast(customer: dict[str, Any]) -> dict[str, Any]:
    expected, low, high = (customer[f"predicted_spend_30d{end}"] for end in ("", "_low", "_high"))
    bar = {
        "x": [customer["features_cutoff_date"]],
        "y": [expected],
        "marker_color": ORANGE,
        "width": BAR_WIDTH,
    }
    if low is None or high is None:
        told = f"expected {money(expected, 2)}<extra></extra>"
        return bar | {"name": "Expected, by a simple rule", "hovertemplate": told}
    told = f"expected {money(expected, 2)}<br>80 % interval {money(low)} to {money(high)}"
    return bar | {
        "name": "Expected, with 80 % interval",
        "hovertemplate": f"{told}<extra></extra>",
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [max(high - expected, 0)],
            "arrayminus": [max(expected - low, 0)],
            "color": GREY,
        },
    }


def category_history(rows: list[dict[str, Any]]) -> go.Figure:
    """Return spend by category in blocks of 30 days, stacked.

    Args:
        rows: of `store.customer_sales.category_history`: largest category first, then by block.
    """
    figure = go.Figure()
    names = list(dict.fromkeys(row["category"] for row in rows))
    for place, name in enumerate(names):
        of_category = [row for row in rows if row["category"] == name]
        figure.add_bar(
            x=[row["block_start"] for row in of_category],
            y=[row["spend"] for row in of_category],
            # Names are text: plotly reads them as markup.
            customdata=[[period(row), money(row["spend"], 2), plain(name)] for row in of_category],
            hovertemplate="%{customdata[0]}<br>%{customdata[2]}: %{customdata[1]}<extra></extra>",
            name=plain(name),
            marker_color=SERIES[place % len(SERIES)],
            width=BAR_WIDTH,
        )
    styled(figure, height=360)
    figure.update_layout(
        barmode="relative",
        margin=MARGIN | {"t": 10},
        legend={"orientation": "h", "y": -0.16, "yanchor": "top", "traceorder": "normal"},
        yaxis=Y_TITLE | {"title_text": f"Net spend ({currency()})", "tickformat": ",.0f"},
        # On a narrow screen a title would meet the legend.
        xaxis=_axis(sorted({row["block_start"] for row in rows})) | {"title": None},
    )
    return figure


def plain(text: str) -> str:
    """Return a text that plotly draws as it is: it takes some HTML for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def period(block: dict[str, Any]) -> str:
    """Return the first and the last day of a block in words."""
    return f"{day(block['block_start'])} to {day(block['block_end'] - dt.timedelta(days=1))}"


def _axis(starts: list[dt.date]) -> dict[str, Any]:
    # The newest block and every third before it: more labels meet on a narrow screen.
    return {
        "title": {"text": "30 days from", "standoff": 8},
        "tickformat": "%-d %b<br>%Y",
        "tickvals": starts[::-3],
        "fixedrange": True,
    }
