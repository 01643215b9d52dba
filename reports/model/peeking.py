"""What a leak would look like: the best known simple rule, allowed to see some days too many."""

import itertools
from typing import Any

from dashboard.model.words import metric_value
from data.formatting import counted
from ml.model import MODEL_NAME
from ml.rules import HORIZON_DAYS
from reports.model.leak_checks import IMPLAUSIBLE, Check
from reports.warehouse import Warehouse

RULE = "last_90_days_over_3"
WINDOW_DAYS = 90
PEEKS = (0, 1, 7, 15, 30)
# Predictions are kept as floats.
NOTHING = 1e-3

PEEKING = f"""
with tests as (
    select
        cutoff_date,
        customer_id,
        actual_spend_30d::double as actual,
        avg(actual_spend_30d::double) over (partition by cutoff_date) as actual_mean
    from marts.backtest_predictions
    where model_name = '{RULE}'
),

-- Where the data reach back less than the window, its days count that there are.
known as (
    select
        cutoff_date,
        greatest(least({WINDOW_DAYS}, max(rfm_tenure_days)), 1) as known_days
    from marts.backtest_features
    group by cutoff_date
),

peeks as (
    select unnest({list(PEEKS)}) as peek_days
),

predictions as (
    select
        peeks.peek_days,
        tests.cutoff_date,
        any_value(tests.actual) as actual,
        any_value(tests.actual_mean) as actual_mean,
        greatest(coalesce(sum(days.spend), 0), 0)::double * {HORIZON_DAYS}
        / any_value(known.known_days) as predicted
    from tests
    inner join known using (cutoff_date)
    cross join peeks
    left join marts.customer_daily_spend as days
        on days.customer_id = tests.customer_id
        and days.sale_date >= tests.cutoff_date + peeks.peek_days - {WINDOW_DAYS}
        and days.sale_date < tests.cutoff_date + peeks.peek_days
    group by peeks.peek_days, tests.cutoff_date, tests.customer_id
),

by_cutoff as (
    select
        peek_days,
        cutoff_date,
        1 - sum(power(predicted - actual, 2)) / nullif(sum(power(actual - actual_mean, 2)), 0) as r2
    from predictions
    group by peek_days, cutoff_date
)

select
    peek_days,
    avg(r2) as r2
from by_cutoff
group by peek_days
order by peek_days
"""

SAID = f"""
select
    avg(r2) filter (where model_name = '{RULE}') as rule_r2,
    avg(r2) filter (where model_name = '{MODEL_NAME}') as r2
from marts.model_metrics
"""


def peeking(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the R2 of the rule by how many days of the future it sees; empty without a test."""
    return [row for row in warehouse.query(PEEKING) if row["r2"] is not None]


def rule_sees_nothing(warehouse: Warehouse, rows: list[dict[str, Any]]) -> Check:
    """The rule of the backtest is as good as the same rule from sales before the cutoff."""
    question = (
        "Is the simple rule in the backtest as good as the same rule computed anew from daily "
        "sales that end before the cutoff?"
    )
    said = warehouse.row(SAID)["rule_r2"]
    if not rows or said is None:
        return Check(question, "There is no test to look at.", None)
    anew = rows[0]["r2"]
    return Check(
        question,
        f"R² {metric_value('r2', said)} in the backtest, {metric_value('r2', anew)} anew.",
        abs(said - anew) < NOTHING,
        PEEKING,
    )


def model_is_no_seer(warehouse: Warehouse) -> Check:
    """The model does not explain what only the answer itself could."""
    question = f"Does the model explain more than anything but the answer could (R² {IMPLAUSIBLE})?"
    said = warehouse.row(SAID)["r2"]
    if said is None:
        return Check(question, "There is no test to look at.", None)
    found = f"R² {metric_value('r2', said)}, mean over the tests."
    return Check(question, found, said < IMPLAUSIBLE, SAID)


def foresight(warehouse: Warehouse, rows: list[dict[str, Any]]) -> str:
    """Return beside how many days of foresight the model stands, in a sentence."""
    said = warehouse.row(SAID)["r2"]
    if not rows or said is None:
        return ""
    ours = f"This model, with R² {metric_value('r2', said)}, explains"
    below = list(itertools.takewhile(lambda row: row["r2"] <= said, rows))
    above = rows[len(below) :]
    if not above:
        return (
            f"{ours} more than the rule with all its foresight. A leak would do that too; an "
            "honest model can where customers are as regular as clockwork. Look closer."
        )
    less = f"less than with {counted(above[0]['peek_days'], 'day')}"
    if not below or not below[-1]["peek_days"]:
        than = "more than the honest rule" if below else "no more than the honest rule"
        return f"{ours} {than}, and {less} of foresight."
    days = counted(below[-1]["peek_days"], "day")
    return f"{ours} more than the rule with {days} of foresight, and {less}."
