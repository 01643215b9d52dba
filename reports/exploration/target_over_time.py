"""The target from cutoff to cutoff: its level, and how many spend nothing."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, ORANGE, styled
from data.formatting import counted, currency, day, money
from reports.exploration.figures import HEIGHT
from reports.exploration.numbers import share
from reports.page import Part, Plot, Words
from reports.warehouse import Warehouse

BY_CUTOFF = """
select
    cutoff_date,
    avg((future_spend_30d = 0)::int) as zero_share,
    avg(future_spend_30d)::double as mean,
    median(future_spend_30d)::double as median
from marts.customer_features
where future_spend_30d is not null
group by cutoff_date
order by cutoff_date
"""


def target_over_time(warehouse: Warehouse) -> list[Part]:
    """Return mean, median and share of zeros by cutoff; a sentence when there is one cutoff."""
    rows = warehouse.query(BY_CUTOFF)
    if len(rows) == 1:
        return [Words("There is one cutoff whose target is known, so nothing to compare it with.")]
    span = f"{day(rows[0]['cutoff_date'])} to {day(rows[-1]['cutoff_date'])}"
    low, high = (pick(rows, key=lambda row: row["mean"]) for pick in (min, max))
    shares = [row["zero_share"] for row in rows]
    level = (
        f"Mean and median of the target at {counted(len(rows), 'cutoff')}, {span}; their windows "
        f"overlap. The mean lies between {money(low['mean'], 2)} (30 days from "
        f"{day(low['cutoff_date'])}) and {money(high['mean'], 2)} (from "
        f"{day(high['cutoff_date'])})."
    )
    zeros = (
        "Share of the customers who spent nothing in the 30 days: between "
        f"{share(min(shares))} and {share(max(shares))}."
    )
    return [
        Plot(_lines(rows, MONEY), level, BY_CUTOFF),
        Plot(_lines(rows, ZEROS), zeros, BY_CUTOFF)
        if max(shares)
        else Words("Nobody spent nothing in any of these windows."),
    ]


MONEY = (("mean", "Mean", BLUE, "solid"), ("median", "Median", ORANGE, "dash"))
ZEROS = (("zero_share", "Spent nothing", BLUE, "solid"),)


def _lines(rows: list[dict[str, Any]], lines: tuple[tuple[str, str, str, str], ...]) -> go.Figure:
    is_share = lines is ZEROS
    figure = go.Figure()
    for column, name, color, dash in lines:
        figure.add_scatter(
            x=[row["cutoff_date"] for row in rows],
            y=[row[column] for row in rows],
            customdata=[
                [day(row["cutoff_date"]), share(row[column]) if is_share else money(row[column], 2)]
                for row in rows
            ],
            hovertemplate=f"30 days from %{{customdata[0]}}: {name.lower()} %{{customdata[1]}}"
            "<extra></extra>",
            mode="lines+markers",
            line={"color": color, "dash": dash},
            name=name,
        )
    return styled(figure, HEIGHT).update_layout(
        xaxis={"title": "30 days from", "tickformat": "%-d %b<br>%Y"},
        yaxis={
            "title": "Share of customers" if is_share else f"Net spend in 30 days ({currency()})",
            "tickformat": ".0%" if is_share else ",.0f",
            "rangemode": "tozero",
        },
    )
