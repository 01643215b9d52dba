"""How large orders are, in money and in lines."""

from data.formatting import counted, currency, money
from reports.exploration.figures import bars
from reports.exploration.numbers import share
from reports.page import Part, Plot, Words
from reports.warehouse import Warehouse

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


def amounts(warehouse: Warehouse) -> list[Part]:
    """Return orders by amount; nothing without a purchase."""
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


def lines(warehouse: Warehouse) -> list[Part]:
    """Return orders by number of lines; nothing when no line was bought."""
    rows = warehouse.query(LINES)
    if not rows:
        return []
    if len(rows) == 1:
        return [Words(f"Every order has {counted(rows[0]['line_items'], 'line')}.")]
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
