"""Orders: how many, how large, how far apart."""

from typing import Any

from data.formatting import counted, currency, day, money
from reports.exploration.figures import bars
from reports.exploration.newest import NEWEST
from reports.exploration.numbers import share
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

BASKETS = """
with purchases as (
    select
        amount::double as amount,
        quantile_cont(amount::double, 0.99) over () as most,
        median(amount::double) over () as half,
        avg(amount::double) over () as mean
    from intermediate.int_transactions
    where is_purchase
)

select
    floor(40 * least(amount, most * 0.9999) / nullif(most, 0)) * most / 40 as amount_from,
    any_value(half) as half,
    any_value(mean) as mean,
    count(*) as orders
from purchases
group by amount_from
order by amount_from
"""

LINES = """
with baskets as (
    select count(*) as line_items
    from intermediate.int_line_items
    where
        rejection_reason is null
        and amount_cents >= 0
    group by transaction_number
)

select
    least(line_items, 40) as line_items,
    count(*) as orders,
    sum(line_items) as line_items_in_all
from baskets
group by all
order by line_items
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
    parts = [part for made in (_orders, _baskets, _lines, _gaps) for part in made(warehouse)]
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


def _baskets(warehouse: Warehouse) -> list[Part]:
    rows = warehouse.query(BASKETS)
    if not rows or rows[0]["amount_from"] is None:
        return []
    figure = bars(
        [row["amount_from"] for row in rows],
        [row["orders"] for row in rows],
        {"title": f"Amount of an order ({currency()})", "tickformat": ",.0f"},
        {"title": "Orders", "tickformat": ",d"},
        "from %{x:,.2f}: %{y:,} orders",
    )
    mean, half = rows[0]["mean"], rows[0]["half"]
    return [
        Plot(
            figure,
            f"{counted(sum(row['orders'] for row in rows), 'order')} by amount: {money(mean, 2)} "
            f"on average, half of them up to {money(half, 2)}. The last bar holds the largest "
            "hundredth.",
            BASKETS,
        )
    ]


def _lines(warehouse: Warehouse) -> list[Part]:
    rows = warehouse.query(LINES)
    if not rows:
        return []
    figure = bars(
        [row["line_items"] for row in rows],
        [row["orders"] for row in rows],
        {"title": "Lines of an order (40: 40 and more)", "rangemode": "tozero"},
        {"title": "Orders", "tickformat": ",d"},
        "%{x} lines: %{y:,} orders",
    )
    orders, lines = (sum(row[of] for row in rows) for of in ("orders", "line_items_in_all"))
    single = sum(row["orders"] for row in rows if row["line_items"] == 1)
    return [
        Plot(
            figure,
            f"Orders by number of lines: {lines / orders:.1f} on average; "
            f"{share(single / orders, 0)} of the orders have one line. Returned lines do not "
            "count.",
            LINES,
        )
    ]


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
