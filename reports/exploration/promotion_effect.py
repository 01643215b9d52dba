"""Whether orders under a promotion are larger, among orders with as many lines."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, ORANGE, styled
from data.formatting import counted, currency, money
from reports.exploration.figures import HEIGHT
from reports.page import Part, Plot, Words
from reports.warehouse import Warehouse

# From so many lines on: 1, 2-3, 4-7, 8-15, 16 and more.
GROUPS = ("1", "2–3", "4–7", "8–15", "16 +")
FEWEST = 30

BY_LINES = f"""
with orders as (
    select
        transaction_number,
        least(floor(log2(count(*))), {len(GROUPS) - 1})::int as size,
        bool_or(is_promoted) as is_promoted
    from intermediate.int_line_items
    where
        rejection_reason is null
        and amount_cents >= 0
    group by transaction_number
)

select
    orders.is_promoted,
    orders.size,
    count(*) as orders,
    avg(transactions.amount)::double as mean_order
from orders
inner join intermediate.int_transactions as transactions
    on orders.transaction_number = transactions.record_number
where transactions.is_purchase
group by orders.is_promoted, orders.size
order by orders.is_promoted, orders.size
"""


def promotion_effect(warehouse: Warehouse) -> list[Part]:
    """Return mean orders with and without a promotion, by their number of lines."""
    rows = warehouse.query(BY_LINES)
    sums = {is_promoted: _together(rows, is_promoted=is_promoted) for is_promoted in (True, False)}
    if not all(orders for orders, _ in sums.values()):
        return [Words("All orders are alike in having, or not having, a line under a promotion.")]
    (with_one, larger), (without, smaller) = sums[True], sums[False]
    pairs = [
        (promoted["mean_order"], plain["mean_order"])
        for promoted in rows
        for plain in rows
        if promoted["is_promoted"]
        and not plain["is_promoted"]
        and promoted["size"] == plain["size"]
        and min(promoted["orders"], plain["orders"]) >= FEWEST
    ]
    higher = sum(promoted > plain for promoted, plain in pairs)
    words = (
        f"Mean amount of orders with a line under a promotion ({counted(with_one, 'order')}, "
        f"{money(larger, 2)}) and without one ({counted(without, 'order')}, {money(smaller, 2)}), "
        "by number of lines. An order of many lines is more likely to have one under a promotion, "
        "so only orders with as many lines compare: those with a promotion are larger in "
        f"{higher} of {counted(len(pairs), 'group')} with at least {FEWEST} orders of each kind. "
        "Bars of fewer orders are left out."
    )
    return [Plot(_bars(rows), words, BY_LINES)]


def _together(rows: list[dict[str, Any]], *, is_promoted: bool) -> tuple[int, float]:
    """Return how many orders there are, and their mean amount."""
    of = [row for row in rows if row["is_promoted"] == is_promoted]
    orders = sum(row["orders"] for row in of)
    amount = sum(row["orders"] * row["mean_order"] for row in of)
    return orders, amount / orders if orders else 0


def _bars(rows: list[dict[str, Any]]) -> go.Figure:
    figure = go.Figure()
    for is_promoted, name, color in (
        (True, "With a promotion", ORANGE),
        (False, "Without one", BLUE),
    ):
        of = [r for r in rows if r["is_promoted"] == is_promoted and r["orders"] >= FEWEST]
        figure.add_bar(
            x=[row["size"] for row in of],
            y=[row["mean_order"] for row in of],
            name=name,
            marker_color=color,
            customdata=[[money(r["mean_order"], 2), counted(r["orders"], "order")] for r in of],
            hovertemplate=f"{name.lower()}: %{{customdata[0]}} on average, %{{customdata[1]}}"
            "<extra></extra>",
        )
    return styled(figure, HEIGHT).update_layout(
        xaxis={
            "title": "Lines of the order",
            "tickvals": list(range(len(GROUPS))),
            "ticktext": GROUPS,
        },
        yaxis={"title": f"Mean amount of an order ({currency()})", "tickformat": ",.0f"},
    )
