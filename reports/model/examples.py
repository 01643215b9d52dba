"""Three customers, chosen by rule, and why their forecast is what it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.labels import label, written
from data.formatting import day, money
from ml.model import MODEL_NAME
from reports.page import Part, Table, Words
from reports.warehouse import Warehouse

MEANT = {
    "hit": "A typical hit (the smallest error among those who spent about as much as the median "
    "buyer)",
    "too_low": "The largest miss below (more was spent than forecast)",
    "too_high": "The largest miss above (less was spent than forecast)",
}

# Customers of the newest test who are scored and explained today.
EXAMPLES = f"""
with newest as (
    select
        tested.cutoff_date,
        tested.customer_id,
        tested.predicted_spend_30d as predicted,
        tested.actual_spend_30d::double as actual,
        tested.predicted_spend_30d - tested.actual_spend_30d::double as residual,
        median(case when tested.actual_spend_30d > 0 then tested.actual_spend_30d::double end)
            over () as middle
    from marts.backtest_predictions as tested
    where
        tested.model_name = '{MODEL_NAME}'
        and tested.cutoff_date = (select max(cutoff_date) from marts.backtest_predictions)
),

chosen as (
    (
        select 'hit' as kind, * from newest
        where actual between 0.8 * middle and 1.25 * middle
        order by abs(residual), customer_id limit 1
    )
    union all
    (
        select 'too_low' as kind, * from newest
        where residual < 0
        order by residual, customer_id limit 1
    )
    union all
    (
        select 'too_high' as kind, * from newest
        where residual > 0
        order by residual desc, customer_id limit 1
    )
)

select
    chosen.kind,
    chosen.cutoff_date,
    chosen.predicted,
    chosen.actual,
    customers.rfm_segment,
    customers.predicted_spend_30d as predicted_today,
    parts.cutoff_date as today,
    parts.position,
    parts.part,
    parts.feature,
    parts.feature_value,
    parts.contribution
from chosen
inner join marts.customers as customers using (customer_id)
inner join marts.customer_explanations as parts using (customer_id)
order by array_position(['hit', 'too_low', 'too_high'], chosen.kind), parts.position
"""


def examples(warehouse: Warehouse, names: Mapping[str, str]) -> Iterator[Part]:
    """Yield a sentence and a table a customer; nothing without a test."""
    rows = warehouse.query(EXAMPLES)
    for kind, meaning in MEANT.items():
        parts = [row for row in rows if row["kind"] == kind]
        if not parts:
            continue
        yield Words(f"{meaning}: {_story(parts)}")
        yield Table(
            ["Input", ">Its value", ">Moves the forecast by"],
            [_part(row, names) for row in parts],
            f"What today's forecast of {money(parts[0]['predicted_today'], 2)} is made of; the "
            "parts add up.",
            EXAMPLES,
        )


def _story(parts: list[dict[str, Any]]) -> str:
    first = parts[0]
    return (
        f"a customer of the segment {first['rfm_segment']}. For the days from "
        f"{day(first['cutoff_date'])} {money(first['predicted'], 2)} was forecast and "
        f"{money(first['actual'], 2)} spent. As of {day(first['today'])} "
        f"{money(first['predicted_today'], 2)} is expected."
    )


def _part(row: dict[str, Any], names: Mapping[str, str]) -> list[str]:
    moved = money(row["contribution"], 2)
    if row["part"] != "feature":
        what = "Base, the same for everybody" if row["part"] == "base" else "All other inputs"
        return [what, "", moved]
    return [label(row["feature"], names), _value(row), moved]


def _value(row: dict[str, Any]) -> str:
    text = row["feature_value"]
    if text is None:
        return "–"
    try:
        return written(row["feature"], float(text))
    except ValueError:
        return text
