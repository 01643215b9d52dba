"""What the customer bought: over time, by category, and the latest orders."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import plot, table
from dashboard.figures import history as figures
from dashboard.generation import Generation
from dashboard.labels import CHANNELS
from dashboard.store.customer import spend_history
from dashboard.store.customer_sales import category_history, recent_orders
from data.formatting import currency, day, money

NO_LINES = "No line items are known of this period, so that spend cannot be told apart by category."


def history(generation: Generation, found: dict[str, Any]) -> list[html.Section]:
    """Return spend, orders and categories in blocks of 30 days, and the latest orders."""
    blocks = spend_history(generation, found["customer_id"])
    orders = recent_orders(generation, found["customer_id"])
    if not blocks and not orders:
        return []
    sections = [_over_time(blocks, found)] if blocks else []
    if blocks:
        sections.append(_by_category(generation, found["customer_id"], blocks))
    return [*sections, latest_orders(orders)]


def _over_time(blocks: list[dict[str, Any]], found: dict[str, Any]) -> html.Section:
    spend, orders = (sum(block[measure] for block in blocks) for measure in ("spend", "orders"))
    text = (
        f"{money(spend, 2)} in {orders:,} orders from {day(blocks[0]['block_start'])} until before "
        f"{day(blocks[-1]['block_end'])}, in blocks of 30 days as long as the forecast; "
        "returns are taken off."
    )
    return html.Section(
        dmc.Stack(
            [
                dmc.Title("Orders and spend over time", order=3),
                plot(figures.spend_history(blocks, found), "history", text),
            ],
            gap="sm",
        )
    )


def _by_category(
    generation: Generation, customer_id: str, blocks: list[dict[str, Any]]
) -> html.Section:
    first, end = blocks[0]["block_start"], blocks[-1]["block_end"]
    rows = category_history(generation, customer_id, first, end)
    title = dmc.Title("Spend by category over time", order=3)
    if not rows:
        return html.Section(dmc.Stack([title, dmc.Text(NO_LINES)], gap="sm"))
    totals: dict[str, float] = {}
    for row in rows:
        totals[row["category"]] = totals.get(row["category"], 0.0) + row["spend"]
    largest, amount = next(iter(totals.items()))
    text = (
        f"Line items in {currency()}, returns taken off, in blocks of 30 days from {day(first)} "
        f"until before {day(end)}. Largest: {largest}, {money(amount, 2)}."
    )
    return html.Section(
        dmc.Stack([title, plot(figures.category_history(rows), "categories", text)], gap="sm")
    )


def latest_orders(orders: list[dict[str, Any]]) -> html.Section:
    """Return a table of sales, newest first.

    Args:
        orders: rows of `store.customer_sales.recent_orders`.
    """
    cells = [
        [
            day(order["sale_date"]),
            money(order["amount"], 2),
            "Return" if order["is_return"] else "Purchase",
            _store(order),
            CHANNELS.get(order["channel"], order["channel"]),
        ]
        for order in orders
    ]
    content = (
        table(["Day", ">Amount", "Kind", "Store", "Channel"], cells)
        if cells
        else dmc.Text("No order is known.")
    )
    return html.Section(
        dmc.Stack([dmc.Title("Latest orders and returns", order=3), content], gap="sm")
    )


def _store(order: dict[str, Any]) -> str:
    name, store_id = order["store_name"], order["store_id"]
    return f"{name} ({store_id})" if name and store_id else name or store_id or "–"
