"""Whether sales depend on the day of the month: pay day, and the end of the money."""

from data.formatting import counted, currency, money
from reports.exploration.days import EVERY_DAY
from reports.exploration.figures import bars
from reports.exploration.numbers import change
from reports.page import Part, Plot
from reports.warehouse import Warehouse

FEWEST_MONTHS = 3

# Whole months only; a day without a sale counts as 0.
MONTH_DAYS = f"""
with {EVERY_DAY},

sums as (
    select
        days.sale_date,
        coalesce(sum(sales.spend), 0) as spend
    from days
    left join marts.daily_sales as sales using (sale_date)
    group by days.sale_date
)

select
    day(sale_date) as month_day,
    count(*) as months,
    -- Cents add up exactly: in any order, the mean is the same to the last digit.
    sum(spend)::double / count(*) as mean_spend
from sums, ends
where
    date_trunc('month', sale_date) >= first_date
    and last_day(sale_date) <= last_date
group by month_day
order by month_day
"""


def month_days(warehouse: Warehouse) -> list[Part]:
    """Return mean sales by day of the month; nothing before three months are over."""
    rows = warehouse.query(MONTH_DAYS)
    if not rows or rows[0]["months"] < FEWEST_MONTHS:
        return []
    figure = bars(
        [row["month_day"] for row in rows],
        [row["mean_spend"] for row in rows],
        {"title": "Day of the month", "dtick": 5, "tick0": 0},
        {"title": f"Mean net spend of a day ({currency()})", "tickformat": ",.0f"},
        "day %{x}: %{y:,.0f} on average",
    )
    early, late = (
        [row for row in rows if row["month_day"] <= 10],  # noqa: PLR2004
        [row for row in rows if row["month_day"] > 20],  # noqa: PLR2004
    )
    first, last = (
        sum(row["mean_spend"] * row["months"] for row in part) / sum(row["months"] for row in part)
        for part in (early, late)
    )
    words = (
        f"Mean net spend of a day by its place in the month, "
        f"{counted(rows[0]['months'], 'whole month')}. Days 1 to 10 made {money(first)} on average"
    )
    if last > 0:
        words += f", {change(first / last - 1, 0)} against {money(last)} of the days from 21 on"
    return [Plot(figure, f"{words}.", MONTH_DAYS)]
