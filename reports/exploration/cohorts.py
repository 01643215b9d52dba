"""Who comes back: customers by the month of their first purchase, month after month."""

from typing import Any

from data.formatting import counted
from reports.exploration.figures import heat
from reports.exploration.numbers import share
from reports.page import Plot, Section, Words
from reports.warehouse import Warehouse

MOST_COHORTS = 24

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
    count(*) as active
from months
inner join firsts using (customer_id)
inner join sizes on firsts.first_month = sizes.first_month
group by all
order by sizes.first_month, months_since
"""


def cohorts(warehouse: Warehouse) -> Section:
    """Return the section."""
    title = "Who comes back"
    rows = warehouse.query(COHORTS)
    if not rows or max(row["months_since"] for row in rows) == 0:
        words = "That takes customers whose first month, and one after it, are over."
        return Section("cohorts", title, [Words(words)])
    months = sorted({row["first_month"] for row in rows})
    sizes = {row["first_month"]: row["customers"] for row in rows}
    active = {(row["first_month"], row["months_since"]): row["active"] for row in rows}
    last = max(months[0].year * 12 + months[0].month + row["months_since"] for row in rows
               if row["first_month"] == months[0])  # fmt: skip
    since = range(max(row["months_since"] for row in rows) + 1)

    def share(month: Any, after: int) -> float | None:
        is_over = month.year * 12 + month.month + after <= last
        return active.get((month, after), 0) / sizes[month] if is_over else None

    cells = [[share(month, after) for after in since] for month in months]
    texts = [
        [
            ""
            if cell is None
            else f"first bought in {month:%B %Y}, {counted(after, 'month')} later: "
            f"{active.get((month, after), 0):,} of {sizes[month]:,} bought, {100 * cell:.0f} %"
            for after, cell in enumerate(row)
        ]
        for month, row in zip(months, cells, strict=True)
    ]
    figure = heat(
        cells,
        [str(after) for after in since],
        [f"{month:%b %Y} ({sizes[month]:,})" for month in months],
        texts,
        ("Months since the first purchase", ""),
    )
    figure.update_traces(
        text=[["" if cell is None else f"{100 * cell:.0f}" for cell in row] for row in cells],
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
    )
    return Section("cohorts", title, [Plot(figure, _words(months, sizes, active), COHORTS)])


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    rows = warehouse.query(COHORTS)
    sizes = {row["first_month"]: row["customers"] for row in rows}
    active = {(row["first_month"], row["months_since"]): row["active"] for row in rows}
    months = sorted(sizes)
    if len(months) < 2:  # noqa: PLR2004
        return []
    words = [
        f"{share(_next_month(months, sizes, active), 0)} of the customers bought again in the "
        "month after that of their first purchase"
    ]
    if sizes[months[0]] > sum(sizes.values()) / 2:
        words.append(
            f"{share(sizes[months[0]] / sum(sizes.values()), 0)} of them were there in the first "
            "month, where the data begin, so few are new"
        )
    return ["; ".join(words) + "."]


def _next_month(months: list, sizes: dict, active: dict) -> float | None:
    """Return which share of the customers bought in the month after their first."""
    once = sum(active.get((month, 1), 0) for month in months[:-1])
    of = sum(sizes[month] for month in months[:-1])
    return once / of if of else None


def _words(months: list, sizes: dict, active: dict) -> str:
    everybody = sum(sizes.values())
    again = _next_month(months, sizes, active)
    words = (
        "Of the customers who first bought in a month (how many stands in brackets), how many in a "
        "hundred bought in each month after it. Only months that are over are shown."
    )
    if again is not None:
        words += f" Of all cohorts together {share(again, 0)} bought in the next month."
    if sizes[months[0]] > everybody / 2:
        words += (
            f" {100 * sizes[months[0]] / everybody:.0f} % of the customers are of the first month: "
            "for them it is where the data begin, and not when they became customers."
        )
    return words
