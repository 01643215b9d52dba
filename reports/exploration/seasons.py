"""When people buy: week by week, and by day of the week and hour."""

import datetime as dt
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from data.formatting import counted, currency, day, money
from reports.exploration.closed_days import closed_days
from reports.exploration.figures import HEIGHT
from reports.exploration.hours import hours
from reports.exploration.month_days import month_days
from reports.exploration.numbers import change
from reports.page import Part, Plot, Section, Words
from reports.warehouse import Warehouse

# Whole weeks only: a part of a week would look like a bad one.
WEEKS = """
with days as (
    select
        sale_date,
        sum(spend)::double as spend
    from marts.daily_sales
    group by sale_date
),

ends as (
    select
        min(sale_date) as first_date,
        max(sale_date) as last_date
    from days
)

select
    date_trunc('week', sale_date)::date as week_start,
    sum(spend) as spend
from days
where
    date_trunc('week', sale_date) >= (select first_date from ends)
    and date_trunc('week', sale_date) + interval 6 days <= (select last_date from ends)
group by week_start
order by week_start
"""


def seasons(warehouse: Warehouse) -> Section:
    """Return the section."""
    return Section(
        "seasons",
        "When people buy",
        [
            *_weeks(warehouse.query(WEEKS)),
            closed_days(warehouse),
            *month_days(warehouse),
            *hours(warehouse),
        ],
    )


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    rows = warehouse.query(WEEKS)
    sentences = []
    if len(rows) > 1 and (mean := sum(row["spend"] for row in rows) / len(rows)) > 0:
        high = max(rows, key=lambda row: row["spend"])
        sentences.append(
            f"The best week, {_week(high['week_start'])}, made {money(high['spend'])}, "
            f"{_against(high['spend'], mean)}."
        )
    return sentences


def _weeks(rows: list[dict[str, Any]]) -> list[Part]:
    if len(rows) < 2:  # noqa: PLR2004
        return [Words("There are not two whole weeks yet to compare.")]
    figure = go.Figure()
    figure.add_scatter(
        x=[row["week_start"] for row in rows],
        y=[row["spend"] for row in rows],
        customdata=[[_week(row["week_start"]), money(row["spend"])] for row in rows],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        mode="lines+markers",
        line={"color": BLUE},
    )
    styled(figure, HEIGHT).update_layout(
        xaxis={"title": "Week from Monday", "tickformat": "%-d %b<br>%Y"},
        yaxis={
            "title": f"Net spend in a week ({currency()})",
            "tickformat": ",.0f",
            "rangemode": "tozero",
        },
    )
    low, high = (pick(rows, key=lambda row: row["spend"]) for pick in (min, max))
    mean = sum(row["spend"] for row in rows) / len(rows)
    caption = (
        f"Net spend of each of {counted(len(rows), 'whole week')}, Monday to Sunday, anonymous "
        f"sales included. The best, {_week(high['week_start'])}, made {money(high['spend'])} "
        f"({_against(high['spend'], mean)}); the weakest, {_week(low['week_start'])}, "
        f"{money(low['spend'])} ({_against(low['spend'], mean)})."
    )
    return [Plot(figure, caption, WEEKS)]


def _week(start: dt.date) -> str:
    return f"{day(start)} to {day(start + dt.timedelta(days=6))}"


def _against(value: float, mean: float) -> str:
    if mean <= 0:
        return "the mean week is no gain"
    return f"{change(value / mean - 1, 0)} against the mean week"
