"""Whether what an input says about spend is the same at every cutoff."""

from typing import Any

from reports.exploration.newest import SPACED
from reports.exploration.relations.columns import columns
from reports.warehouse import Warehouse

CORRELATIONS = """
with {rows},

numbers as (
    select
        cutoff_date,
        future_spend_30d::double as spend,
        {numbers}
    from spaced
),

stacked as (
    unpivot numbers on * exclude (cutoff_date, spend) into name feature value number
),

ranked as (
    select
        feature,
        cutoff_date,
        rank() over (partition by feature, cutoff_date order by number)
        + (count(*) over (partition by feature, cutoff_date, number) - 1) / 2 as place,
        rank() over (partition by feature, cutoff_date order by spend)
        + (count(*) over (partition by feature, cutoff_date, spend) - 1) / 2 as spend_place
    from stacked
)

select
    feature,
    cutoff_date,
    corr(place, spend_place) as correlation
from ranked
group by feature, cutoff_date
order by feature, cutoff_date
"""


def over_time_sql(features: list[str]) -> str:
    """Return the query of the rank correlation of inputs with spend, a row an input and cutoff."""
    return CORRELATIONS.format(rows=SPACED, numbers=columns(features, "double"))


def over_time(warehouse: Warehouse, features: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rank correlations of each input at cutoffs 30 days apart, the oldest first."""
    rows = warehouse.query(over_time_sql(features)) if features else []
    return {feature: [r for r in rows if r["feature"] == feature] for feature in features}
