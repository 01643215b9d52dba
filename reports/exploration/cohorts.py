"""Who comes back: customers by the month of their first purchase, month after month."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from data.formatting import counted
from reports.exploration.figures import heat
from reports.exploration.numbers import share
from reports.page import Plot, Section, Words
from reports.warehouse import Warehouse

MOST_COHORTS = 24
HALF = 0.5

# Months that are over: in a month that has just begun, few have come back yet.
COHORTS = f"""
with ends as (
    select max(cutoff_date) as as_of_date
    from marts.customer_features
),

months as (
    select distinct
        customer_id,
        date_trunc('month', sale_date)::date as month
    from marts.customer_daily_spend, ends
    where
        orders > 0
        and date_trunc('month', sale_date) + interval 1 month <= as_of_date
),

firsts as (
    select
        customer_id,
        min(month) as first_month
    from months
    group by customer_id
),

newest as (
    select distinct first_month
    from firsts
    order by first_month desc
    limit {MOST_COHORTS}
),

sizes as (
    select
        first_month,
        count(*) as customers
    from firsts
    semi join newest using (first_month)
    group by first_month
)

select
    sizes.first_month,
    sizes.customers,
    datediff('month', sizes.first_month, months.month) as months_since,
    count(*) as active,
    any_value(date_trunc('month', ends.as_of_date) - interval 1 month)::date as last_month,
    any_value((select min(first_month) from firsts)) as earliest_month
from months
cross join ends
inner join firsts using (customer_id)
inner join sizes on firsts.first_month = sizes.first_month
group by sizes.first_month, sizes.customers, months_since
order by sizes.first_month, months_since
"""


TITLE = "Who comes back"


@dataclass(frozen=True)
class Cohorts:
    """Customers by the month of their first purchase.

    Args:
        sizes: how many began in each month, the oldest first.
        active: how many of those who began in a month bought so many months after it.
        last_month: the last one that is over.
        earliest_month: that of the first purchase of all.
    """

    sizes: dict[dt.date, int]
    active: dict[tuple[dt.date, int], int]
    last_month: dt.date
    earliest_month: dt.date

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> "Cohorts":
        """Take the rows of `COHORTS`, of which there must be one."""
        return cls(
            {row["first_month"]: row["customers"] for row in rows},
            {(row["first_month"], row["months_since"]): row["active"] for row in rows},
            rows[0]["last_month"],
            rows[0]["earliest_month"],
        )

    def since(self, month: dt.date) -> int:
        """Return how many months after a month are over."""
        return 12 * (self.last_month.year - month.year) + self.last_month.month - month.month

    def share(self, month: dt.date, after: int) -> float | None:
        """Return the share that bought so many months after their first; None: not over yet."""
        is_over = after <= self.since(month)
        return self.active.get((month, after), 0) / self.sizes[month] if is_over else None

    def next_month_share(self) -> float | None:
        """Return the share that bought in the month after their first, of all whose it is over."""
        of = [month for month in self.sizes if self.since(month) > 0]
        customers = sum(self.sizes[month] for month in of)
        return sum(self.active.get((m, 1), 0) for m in of) / customers if customers else None

    def first_share(self) -> float:
        """Return the share of the customers that were there when the data begin."""
        return self.sizes.get(self.earliest_month, 0) / sum(self.sizes.values())


def cohorts(warehouse: Warehouse) -> Section:
    """Return the section."""
    rows = warehouse.query(COHORTS)
    found = Cohorts.of(rows) if rows else None
    if found is None or found.next_month_share() is None:
        words = "That takes customers whose first month, and one after it, are over."
        return Section("cohorts", TITLE, [Words(words)])
    return Section("cohorts", TITLE, [Plot(_triangle(found), _words(found), COHORTS)])


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    rows = warehouse.query(COHORTS)
    if not rows or (again := Cohorts.of(rows).next_month_share()) is None:
        return []
    words = f"{share(again, 0)} of the customers bought in the month after their first purchase"
    if (first := Cohorts.of(rows).first_share()) > HALF:
        words += (
            f"; {share(first, 0)} of them were there in the first month, where the data begin, so "
            "few are new"
        )
    return [f"{words}."]


def _triangle(found: Cohorts) -> go.Figure:
    since = range(max(found.since(month) for month in found.sizes) + 1)
    cells = [[found.share(month, after) for after in since] for month in found.sizes]
    texts = [
        [
            ""
            if cell is None
            else f"first bought in {month:%B %Y}, {counted(after, 'month')} later: "
            f"{found.active.get((month, after), 0):,} of {size:,} bought, {share(cell, 0)}"
            for after, cell in enumerate(row)
        ]
        for (month, size), row in zip(found.sizes.items(), cells, strict=True)
    ]
    figure = heat(
        cells,
        [str(after) for after in since],
        [f"{month:%b %Y} ({size:,})" for month, size in found.sizes.items()],
        texts,
        ("Months since the first purchase", ""),
    )
    return figure.update_traces(
        text=[["" if cell is None else f"{100 * cell:.0f}" for cell in row] for row in cells],
        texttemplate="%{text}",
        textfont={"size": 10},
        zmin=0,
        zmax=1,
    )


def _words(found: Cohorts) -> str:
    words = (
        "Of the customers who first bought in a month (how many stands in brackets), how many in a "
        f"hundred bought in each month after it. The last month shown, {found.last_month:%B %Y}, "
        f"is over. Of all cohorts together {share(found.next_month_share(), 0)} bought in the next "
        "month."
    )
    if (first := found.first_share()) > HALF:
        words += (
            f" {share(first, 0)} of the customers are of the first month: for them it is where the "
            "data begin, and not when they became customers."
        )
    return words
