"""The time of one cutoff: windows that features see, the target, and a customer's purchases."""

import datetime as dt
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, styled
from data.formatting import day
from ml.splits import HORIZON
from reports.warehouse import Warehouse

WINDOWS = (365, 180, 90, 30, 7)
HORIZON_DAYS = HORIZON.item().days
TOLD = f"next {HORIZON_DAYS} days"
BOUGHT = "one customer buys"
MARK = {"size": 11, "symbol": "line-ns"}

# The customer whose number of purchase days lies in the middle of all is nobody special.
PURCHASES = """
with shown as (
    select max(cutoff_date) as cutoff_date
    from marts.customer_features
    where future_spend_30d is not null
),

middle as (
    select customer_id
    from marts.customer_daily_spend
    where orders > 0
    group by customer_id
    having
        min(sale_date) < (select cutoff_date from shown)
    order by
        max(sale_date) < (select cutoff_date from shown),
        abs(percent_rank() over (order by count(*)) - 0.5),
        customer_id
    limit 1
)

select
    shown.cutoff_date,
    days.customer_id,
    days.sale_date,
    days.spend::double as spend
from shown
left join marts.customer_daily_spend as days
    on days.customer_id in (select customer_id from middle)
    and days.orders > 0
order by days.sale_date
"""


def timeline(warehouse: Warehouse) -> go.Figure | None:
    """Return the windows of the newest labelled cutoff; None without one.

    On top the purchase days of the customer in the middle of all: what features see, what the
    target sees, and what neither does.
    """
    purchases = warehouse.query(PURCHASES)
    cutoff: dt.date | None = purchases[0]["cutoff_date"]
    if cutoff is None:
        return None
    figure = go.Figure()
    _windows(figure, cutoff)
    _purchases(figure, cutoff, [row for row in purchases if row["sale_date"]])
    styled(figure, 340)
    figure.add_vline(x=str(cutoff), line={"color": ORANGE, "width": 2})
    figure.add_annotation(
        x=str(cutoff),
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"cutoff: {day(cutoff)}, 00:00",
        showarrow=False,
    )
    return figure.update_layout(
        barmode="overlay",
        margin={"l": 150, "r": 10, "t": 30, "b": 70},
        legend={"orientation": "h", "y": -0.14, "yanchor": "top", "x": 0, "traceorder": "normal"},
        xaxis={"type": "date", "tickformat": "%-d %b<br>%Y"},
        yaxis={
            "type": "category",
            # From below.
            "categoryarray": [TOLD, *(f"last {days} days" for days in WINDOWS), BOUGHT],
            "showgrid": False,
        },
    )


def _windows(figure: go.Figure, cutoff: dt.date) -> None:
    names = [f"last {days} days" for days in WINDOWS]
    figure.add_bar(
        orientation="h",
        y=names,
        base=[str(cutoff - dt.timedelta(days=days)) for days in WINDOWS],
        x=[days * 86_400_000 for days in WINDOWS],
        width=0.5,
        marker_color=BLUE,
        name="Window that features see",
        customdata=[
            [day(cutoff - dt.timedelta(days=days)), day(cutoff - dt.timedelta(days=1))]
            for days in WINDOWS
        ],
        hovertemplate="%{y}: from %{customdata[0]} to %{customdata[1]}<extra></extra>",
    )
    last = cutoff + dt.timedelta(days=HORIZON_DAYS - 1)
    figure.add_bar(
        orientation="h",
        y=[TOLD],
        base=[str(cutoff)],
        x=[HORIZON_DAYS * 86_400_000],
        width=0.5,
        marker_color=ORANGE,
        name="Target: to be predicted",
        hovertemplate=f"target: from {day(cutoff)} to {day(last)}<extra></extra>",
    )


def _purchases(figure: go.Figure, cutoff: dt.date, rows: list[dict[str, Any]]) -> None:
    end = cutoff + dt.timedelta(days=HORIZON_DAYS)
    seen = (
        ("Purchase day: seen by features", BLUE, [r for r in rows if r["sale_date"] < cutoff]),
        ("part of the target", ORANGE, [r for r in rows if cutoff <= r["sale_date"] < end]),
        ("seen by neither", GREY, [r for r in rows if r["sale_date"] >= end]),
    )
    for name, color, shown in seen:
        if shown:
            figure.add_scatter(
                x=[str(row["sale_date"]) for row in shown],
                y=[BOUGHT] * len(shown),
                mode="markers",
                marker=MARK | {"line": {"width": 2, "color": color}},
                name=name,
                customdata=[[day(row["sale_date"])] for row in shown],
                hovertemplate="bought on %{customdata[0]}<extra></extra>",
            )
