"""Checks for leaks that are computed from the warehouse each time, and that can fail."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.labels import label
from dashboard.model.words import metric_value
from data.formatting import counted, day
from ml.rules import HORIZON_DAYS
from reports.model.problem import gap_days
from reports.warehouse import Warehouse

# A feature that goes with the target like this is the target, or knows it.
IMPLAUSIBLE = 0.99
# Written down on the day of the export, or later: no cutoff of the past knew them.
UNKNOWABLE = ("last_purchase_date", "total_loyalty_points", "current_stock_level", "future_")


@dataclass(frozen=True)
class Check:
    """What was asked, what was found, and whether that is well (None: cannot be told)."""

    question: str
    found: str
    is_passed: bool | None
    sql: str = ""


TARGETS = f"""
with newest as (
    select max(cutoff_date) as as_of_date from marts.customer_features
)

select
    count(*) as customer_rows,
    count(*) filter (
        where (cutoff_date + {HORIZON_DAYS} <= as_of_date) != (future_spend_30d is not null)
    ) as wrong_rows,
    any_value(as_of_date) as as_of_date
from marts.customer_features
cross join newest
"""

RECENCY = """
select
    count(*) as customer_rows,
    min(rfm_recency_days) as least_recency_days,
    count(*) filter (where rfm_recency_days < 1 or rfm_tenure_days < 1) as wrong_rows
from (
    select rfm_recency_days, rfm_tenure_days from marts.customer_features
    union all
    select rfm_recency_days, rfm_tenure_days from marts.backtest_features
) as every_row
"""

# The features once more, from another table, in another way: purchases strictly before the cutoff.
READDED = """
with readded as (
    select
        features.cutoff_date,
        features.customer_id,
        any_value(features.rfm_spend_90d)::double as in_the_mart,
        coalesce(sum(days.spend), 0)::double as added_again
    from marts.backtest_features as features
    left join marts.customer_daily_spend as days
        on days.customer_id = features.customer_id
        and days.sale_date >= features.cutoff_date - 90
        and days.sale_date < features.cutoff_date
    group by features.cutoff_date, features.customer_id
)

select
    count(*) as customer_rows,
    count(*) filter (where abs(in_the_mart - added_again) > 0.005) as wrong_rows
from readded
"""


def windows_are_over(warehouse: Warehouse) -> Check:
    """Every target window learnt from ended on or before the day of its test."""
    learnt = warehouse.manifest.get("learnt_by_cutoff") or {}
    question = "Was every target window that a test learnt from over when the test began?"
    if not learnt:
        return Check(question, "No test is recorded with this model.", None)
    gaps = [gap_days(cutoff, row) for cutoff, row in learnt.items()]
    found = f"{counted(len(gaps), 'test')}; the smallest gap is {counted(min(gaps), 'day')}."
    return Check(question, found, min(gaps) >= 0)


def targets_are_complete(warehouse: Warehouse) -> Check:
    """A target is there exactly where its window is over."""
    row = warehouse.row(TARGETS)
    return Check(
        "Is a target known exactly where its window is over, and empty, not 0, elsewhere?",
        f"{row['wrong_rows']:,} of {counted(row['customer_rows'], 'row')} are otherwise, as of "
        f"{day(row['as_of_date'])}.",
        row["wrong_rows"] == 0,
        TARGETS,
    )


def nothing_bought_after_the_cutoff(warehouse: Warehouse) -> Check:
    """The newest purchase that features see lies before the cutoff."""
    row = warehouse.row(RECENCY)
    return Check(
        "Does the newest purchase that a feature sees lie before the cutoff?",
        f"It lies {counted(row['least_recency_days'], 'day')} before it at least; "
        f"{row['wrong_rows']:,} of {counted(row['customer_rows'], 'row')} are otherwise.",
        row["wrong_rows"] == 0,
        RECENCY,
    )


def features_can_be_added_again(warehouse: Warehouse) -> Check:
    """The spend of 90 days, added again from daily sales before the cutoff, is the feature."""
    question = "Is “Net spend, last 90 days” what daily sales before the cutoff add up to?"
    row = warehouse.row(READDED)
    if not row["customer_rows"]:
        return Check(question, "There is no cutoff of the backtest to look at.", None)
    return Check(
        question,
        f"It differs in {row['wrong_rows']:,} of {counted(row['customer_rows'], 'row')} of the "
        "backtest.",
        row["wrong_rows"] == 0,
        READDED,
    )


def correlations_of(warehouse: Warehouse) -> str:
    """Return the query of how each number among the features goes with the target."""
    kinds = warehouse.manifest["features"].items()
    numbers = ", ".join(f"'{name}'" for name, kind in kinds if kind == "number")
    return f"""
with correlations as (
    select corr(columns(lambda name: name in ({numbers})), future_spend_30d::double)
    from marts.customer_features
    where future_spend_30d is not null
)

select feature, correlation
from (unpivot correlations on * into name feature value correlation)
where isfinite(correlation)
order by abs(correlation) desc, feature
"""


def no_feature_is_the_target(warehouse: Warehouse) -> Check:
    """No feature goes with the target more closely than a feature can."""
    sql = correlations_of(warehouse)
    question = f"Does any feature correlate with the target by more than {IMPLAUSIBLE}?"
    rows = warehouse.query(sql)
    if not rows:
        return Check(question, "No target varies yet.", None, sql)
    names = {row["category_slug"]: row["product_category"] for row in categories(warehouse)}
    first = rows[0]
    return Check(
        question,
        f"Of {counted(len(rows), 'feature')} the closest is “{label(first['feature'], names)}” "
        f"with {metric_value('r2', first['correlation'])}.",
        abs(first["correlation"]) <= IMPLAUSIBLE,
        sql,
    )


def categories(warehouse: Warehouse) -> list[dict[str, str]]:
    """Return the categories behind the columns."""
    return warehouse.query("select category_slug, product_category from marts.categories")


def what_cannot_be_known_is_absent(warehouse: Warehouse) -> Check:
    """No feature is a column that was written after the cutoff."""
    features = list(warehouse.manifest["features"])
    wrong = [name for name in features if any(part in name for part in UNKNOWABLE)]
    words = ", ".join(name.strip("_").replace("_", " ") for name in UNKNOWABLE[:-1])
    return Check(
        f"Are the columns that no cutoff of the past knew ({words}) and the targets kept out?",
        f"{len(wrong)} of {counted(len(features), 'feature')} of the model come from them.",
        not wrong,
    )


CHECKS: tuple[Callable[[Warehouse], Check], ...] = (
    windows_are_over,
    targets_are_complete,
    nothing_bought_after_the_cutoff,
    features_can_be_added_again,
    no_feature_is_the_target,
    what_cannot_be_known_is_absent,
)
