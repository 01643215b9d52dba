"""The largest misses: how much of all error they are, and what they have in common."""

from collections.abc import Iterator
from typing import Any

from dashboard.model.words import metric_value
from data.formatting import counted, day, money, percent
from ml.model import MODEL_NAME
from reports.page import Part, Table, Words
from reports.warehouse import Warehouse

SHOWN = 10
HUNDRED = 100

FEW = f"""
with by_customer as (
    select
        customer_id,
        sum(power(predicted_spend_30d - actual_spend_30d::double, 2)) as squared_error,
        avg(actual_spend_30d::double) as actual,
        avg(predicted_spend_30d) as predicted
    from marts.backtest_predictions
    where model_name = '{MODEL_NAME}'
    group by customer_id
),

ranked as (
    select
        *,
        row_number() over (order by squared_error desc, customer_id)
        <= greatest(ceil(0.01 * count(*) over ()), 1) as is_few
    from by_customer
),

few as (
    select
        count(*) filter (where is_few) as customers,
        count(*) as of_all,
        sum(squared_error) filter (where is_few) / nullif(sum(squared_error), 0) as error_share,
        avg(actual) filter (where is_few) as actual,
        avg(predicted) filter (where is_few) as predicted,
        avg(actual) as actual_of_all
    from ranked
),

without as (
    select
        tested.cutoff_date,
        1 - sum(power(predicted_spend_30d - actual_spend_30d::double, 2))
        / nullif(count(*) * var_pop(actual_spend_30d::double), 0) as r2
    from marts.backtest_predictions as tested
    inner join ranked using (customer_id)
    where
        tested.model_name = '{MODEL_NAME}'
        and not ranked.is_few
    group by tested.cutoff_date
),

said as (
    select avg(r2) as r2
    from marts.model_metrics
    where model_name = '{MODEL_NAME}'
)

select
    few.*,
    said.r2,
    (select avg(r2) from without) as r2_without
from few
cross join said
"""

LARGEST = f"""
select
    tested.cutoff_date,
    features.rfm_segment,
    features.rfm_recency_days,
    features.rfm_spend_90d::double / 3 as rate,
    tested.predicted_spend_30d as predicted,
    tested.predicted_spend_30d_low as low,
    tested.predicted_spend_30d_high as high,
    tested.actual_spend_30d::double as actual
from marts.backtest_predictions as tested
inner join marts.backtest_features as features using (cutoff_date, customer_id)
where tested.model_name = '{MODEL_NAME}'
order by abs(tested.predicted_spend_30d - tested.actual_spend_30d::double) desc, tested.customer_id
limit {SHOWN}
"""


def few(warehouse: Warehouse) -> dict[str, Any]:
    """Return what the hundredth of the customers with the largest errors makes up."""
    return warehouse.row(FEW)


def misses(warehouse: Warehouse) -> Iterator[Part]:
    """Yield what the few largest misses make up, and each of the very largest."""
    found = few(warehouse)
    rows = warehouse.query(LARGEST)
    if found["error_share"] is None or not rows:
        return
    yield Words(few_words(found))
    below = sum(row["actual"] > row["predicted"] for row in rows)
    yield Table(
        [
            "Days from",
            "Segment",
            ">Last purchase",
            ">Last 90 days / 3",
            ">Forecast",
            ">80 % interval",
            ">Spent",
            ">Error",
        ],
        [
            [
                day(row["cutoff_date"]),
                row["rfm_segment"],
                f"{counted(row['rfm_recency_days'], 'day')} ago",
                money(row["rate"]),
                money(row["predicted"]),
                "–" if row["low"] is None else f"{money(row['low'])} to {money(row['high'])}",
                money(row["actual"]),
                money(row["predicted"] - row["actual"]),
            ]
            for row in rows
        ],
        f"The {len(rows)} largest misses of all tests. In {below} of them more was spent than "
        "forecast.",
        LARGEST,
    )


def few_words(found: dict[str, Any]) -> str:
    """Return how much of the error the few are, and what the model would be without them."""
    who = (
        f"They spent {money(found['actual'])} a test on average, everybody "
        f"{money(found['actual_of_all'])}; forecast for them was {money(found['predicted'])}."
    )
    few = (
        "The hundredth of the customers with the largest errors "
        f"({counted(found['customers'], 'customer')})"
        if found["of_all"] >= HUNDRED
        else f"The customer of {found['of_all']} with the largest errors"
    )
    share = f"{few} makes {percent(found['error_share'])} of all squared error."
    if found["r2_without"] is None or found["r2"] is None:
        return f"{share} {who}"
    return (
        f"{share} {who} Without them the explained variance (R²) would be "
        f"{metric_value('r2', found['r2_without'])} in place of {metric_value('r2', found['r2'])}."
    )
