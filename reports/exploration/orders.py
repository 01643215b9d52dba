"""Orders: how many, how large, how far apart."""

from typing import Any

from data.formatting import day
from reports.exploration.baskets import amounts, lines
from reports.exploration.figures import bars
from reports.exploration.newest import NEWEST
from reports.page import Part, Plot, Section, Words
from reports.warehouse import Warehouse

MANY = 20
# Percent by which a gap of 7 days must stand out.
WEEKLY_HABIT = 10

ORDERS = f"""
with {NEWEST}

select
    least(future_orders_30d, {MANY}) as orders,
    max(cutoff_date) as cutoff_date,
    count(*) as customers
from newest
group by orders
order by orders
"""

GAPS = """
with days as (
    select
        sale_date - lag(sale_date) over (partition by customer_id order by sale_date) as gap
    from marts.customer_daily_spend
    where orders > 0
)

select
    least(gap, 60) as gap,
    count(*) as times
from days
where gap is not null
group by all
order by gap
"""


def orders(warehouse: Warehouse) -> Section:
    """Return the section."""
    parts = [part for made in (_orders, amounts, lines, _gaps) for part in made(warehouse)]
    nothing = Words("Nobody has bought yet.")
    return Section("orders", "Orders: how many, how large, how far apart", parts or [nothing])


def _orders(warehouse: Warehouse) -> list[Part]:
    rows = warehouse.query(ORDERS)
    if not rows:
        return []
    figure = bars(
        [row["orders"] for row in rows],
        [row["customers"] for row in rows],
        {"title": f"Orders in 30 days ({MANY}: {MANY} and more)", "dtick": 5},
        {"title": "Customers", "tickformat": ",d"},
        "%{x} orders: %{y:,} customers",
    )
    when = day(rows[0]["cutoff_date"])
    return [Plot(figure, f"Customers by orders in the 30 days from {when}.", ORDERS)]


def _gaps(warehouse: Warehouse) -> list[Part]:
    rows = warehouse.query(GAPS)
    if not rows:
        return [Words("No customer has bought on two days yet: there are no gaps to look at.")]
    figure = bars(
        [row["gap"] for row in rows],
        [row["times"] for row in rows],
        {"title": "Days between two purchases (60: 60 and more)"},
        {"title": "Times", "tickformat": ",d"},
        "%{x} days: %{y:,} times",
    )
    return [Plot(figure, _gap_words(rows), GAPS)]


def _gap_words(rows: list[dict[str, Any]]) -> str:
    words = "How long customers wait between two purchase days."
    times = {row["gap"]: row["times"] for row in rows}
    beside = (times.get(6, 0) + times.get(8, 0)) / 2
    if beside:
        more = 100 * (times.get(7, 0) / beside - 1)
        words += (
            f" A gap of one week is {abs(more):.0f} % {'more' if more > 0 else 'less'} frequent "
            "than gaps a day shorter or longer: "
            + (
                "there is a weekly habit."
                if more > WEEKLY_HABIT
                else "no weekly habit to speak of."
            )
        )
    return words
