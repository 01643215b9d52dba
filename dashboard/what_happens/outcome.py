"""What a scenario makes of a customer: the same SQL, on the sales as they would be."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.generation import Generation
from dashboard.recompute import Sales, recompute_of
from dashboard.remarks import remarks
from dashboard.store.sales import a_promotion, file_formats, known_sales, products_of
from dashboard.what_happens.scenario import Purchase, Scenario

HEADERS, LINES = "store_sales_header", "store_sales_line_items"


@dataclass(frozen=True)
class Outcome:
    """What a scenario leads to.

    Attributes:
        features: the customer's features at the scenario's day, as the mart would hold them; None
            for who has bought nothing before it.
        rejected: reason by place of the purchase that the warehouse would not accept.
        remarks: sentences on what the model never saw.
    """

    features: dict[str, Any] | None
    rejected: dict[int, str]
    remarks: list[str]


def outcome(generation: Generation, customer_id: str, scenario: Scenario) -> Outcome:
    """Return the features of a customer as they would be."""
    transactions, lines = known_sales(generation, customer_id)
    transactions, lines = _without(transactions, lines, scenario.left_out)
    headers, new_lines = _raw_rows(generation, customer_id, scenario)
    done = recompute_of(generation).features(
        Sales(headers, new_lines, scenario.until, customer_id, transactions, lines)
    )
    # A purchase and its one line have the same place.
    rejected = {row["record_number"] - 1: row["reason"] for row in reversed(done.rejected)}
    if not done.features:
        return Outcome(None, rejected, [])
    (features,) = done.features
    return Outcome(features, rejected, remarks(generation, done.features))


def _without(
    transactions: pa.Table, lines: pa.Table, left_out: tuple[str, ...]
) -> tuple[pa.Table, pa.Table]:
    is_out = pc.is_in(transactions["transaction_id"], value_set=pa.array(left_out, pa.string()))
    numbers = transactions.filter(is_out)["record_number"].combine_chunks()
    is_line_out = pc.is_in(lines["transaction_number"], value_set=numbers)
    return transactions.filter(pc.invert(is_out)), lines.filter(pc.invert(is_line_out))


def _raw_rows(
    generation: Generation, customer_id: str, scenario: Scenario
) -> tuple[list[dict[str, str | None]], list[dict[str, str | None]]]:
    """Return the purchases as the retailer's files would hold them."""
    categories = [purchase.category for purchase in scenario.added]
    products = products_of(generation, customer_id, categories) if categories else {}
    formats, promotion = file_formats(generation), a_promotion(generation)
    headers, lines = [], []
    for place, purchase in enumerate(scenario.added):
        number = f"what-if-{place}"
        headers.append(
            {
                "transaction_id": number,
                "customer_id": customer_id,
                "store_id": purchase.store_id,
                "transaction_date": _written_day(purchase.day, formats[HEADERS]["date_format"]),
                "total_amount": _written_amount(purchase, formats[HEADERS]["decimal_sign"]),
                "channel": purchase.channel,
            }
        )
        lines.append(
            {
                "line_item_id": number,
                "transaction_id": number,
                "product_id": products.get(purchase.category),
                "promotion_id": promotion if purchase.is_promoted else None,
                "quantity": "1" if purchase.amount > 0 else "-1",
                "line_item_amount": _written_amount(purchase, formats[LINES]["decimal_sign"]),
            }
        )
    return headers, lines


def _written_day(day: dt.date, pattern: str | None) -> str:
    # At noon, so that no time zone makes another day of it.
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return noon.strftime(pattern) if pattern else noon.strftime("%Y-%m-%dT%H:%M:%S")


def _written_amount(purchase: Purchase, decimal_sign: str) -> str:
    return f"{purchase.amount:f}".replace(".", decimal_sign)
