"""Plots."""

from typing import Any

import plotly.graph_objects as go

from data.formatting import currency, day, money

# From the Okabe-Ito palette, which the colour-blind can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#868e96"


def styled(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure the look that all plots share; its colours follow the page (style.css).

    Args:
        figure: is changed.
        height: in pixels.
    """
    return figure.update_layout(
        template="plotly_white",
        height=height,
        margin={"l": 60, "r": 10, "t": 10, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.12, "x": 0},
        font={"family": "inherit"},
    )


def spend_history(blocks: list[dict[str, Any]], customer: dict[str, Any]) -> go.Figure:
    """Return spend in blocks of 30 days up to the cutoff, and the forecast of the next 30.

    Args:
        blocks: rows of `store.history`, oldest first.
        customer: a row of `store.customer`.
    """
    figure = go.Figure()
    figure.add_bar(
        x=[block["block_start"] for block in blocks],
        y=[block["spend"] for block in blocks],
        customdata=[
            [
                f"{day(block['block_start'])} to the day before {day(block['block_end'])}",
                money(block["spend"], 2),
                f"{block['orders']:,}",
            ]
            for block in blocks
        ],
        hovertemplate="%{customdata[0]}<br>spent %{customdata[1]} in %{customdata[2]} orders"
        "<extra></extra>",
        name="Spent",
        marker_color=BLUE,
        width=22 * 86_400_000,
    )
    expected, low, high = (customer[f"predicted_spend_30d{end}"] for end in ("", "_low", "_high"))
    if expected is not None:
        interval = {} if low is None else {
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": [max(high - expected, 0)],
                "arrayminus": [max(expected - low, 0)],
                "color": GREY,
            }
        }  # fmt: skip
        figure.add_bar(
            x=[customer["features_cutoff_date"]],
            y=[expected],
            hovertemplate=f"expected {money(expected, 2)}"
            + (f"<br>80 % interval {money(low)} to {money(high)}" if interval else "")
            + "<extra></extra>",
            name="Expected, with 80 % interval" if interval else "Expected, by a simple rule",
            marker_color=ORANGE,
            width=22 * 86_400_000,
            **interval,
        )
    styled(figure, height=320)
    figure.update_layout(
        yaxis={"title": f"Net spend in 30 days ({currency()})", "tickformat": ",.0f"},
        xaxis={
            "title": "30 days from",
            "tickformat": "%-d %b<br>%Y",
            "tickvals": [
                *(block["block_start"] for block in blocks),
                customer["features_cutoff_date"],
            ],
        },
        bargap=0.2,
    )
    return figure
