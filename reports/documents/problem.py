"""``docs/problem.md``: what is to be known, who decides what by it, and how well it is known."""

from pathlib import Path
from typing import Any

from dashboard.model.words import is_equal, model_name
from reports.documents.markdown import Markdown, escaped
from reports.documents.template import number, written
from reports.facts import facts
from reports.warehouse import Warehouse

HORIZON = """
with newest as (
    select *
    from marts.customer_features
    where cutoff_date = (select max(cutoff_date) from marts.customer_features)
),

ranked as (
    select
        rfm_spend_365d::double as spend,
        ntile(10) over (order by rfm_spend_365d desc, customer_id) as tenth
    from newest
)

select
    max(newest.cutoff_date) as cutoff_date,
    avg((newest.rfm_orders_7d > 0)::int) as bought_7d,
    avg((newest.rfm_orders_30d > 0)::int) as bought_30d,
    avg((newest.rfm_orders_90d > 0)::int) as bought_90d,
    median(newest.rhythm_gap_days_median) as usual_gap_days,
    (select sum(spend) filter (where tenth = 1) / nullif(sum(spend), 0) from ranked) as top_share
from newest
"""

FORECAST = """
select
    cutoff_date,
    window_end_date - 1 as last_day,
    customers,
    predicted_spend,
    predicted_spend_low as low,
    predicted_spend_high as high
from marts.forecast_totals
where is_forecast
"""

# What the customers known at the newest labelled cutoff brought, of all sold in its window.
KNOWN = """
with newest as (
    select
        cutoff_date,
        sum(future_spend_30d)::double as spend
    from marts.customer_features
    where future_spend_30d is not null
    group by cutoff_date
    order by cutoff_date desc
    limit 1
)

select
    newest.cutoff_date,
    any_value(newest.spend) / nullif(sum(sales.spend)::double, 0) as share
from newest
inner join marts.daily_sales as sales
    on
        sales.sale_date >= newest.cutoff_date
        and sales.sale_date < newest.cutoff_date + 30
group by newest.cutoff_date
"""

TO_ACT_ON = """
select
    reasons.reason,
    count(found.customer_id) as customers,
    coalesce(sum(found.spend_at_stake), 0) as at_stake
from (values ('overdue'), ('falling'), ('rising'), ('new')) as reasons (reason)
left join marts.customers_to_act_on as found
    on reasons.reason = found.reason
group by reasons.reason
"""

ON_BOTH_LISTS = """
select count(*) as customers
from marts.customers_to_act_on as overdue
inner join marts.customers_to_act_on as falling
    on
        overdue.customer_id = falling.customer_id
        and overdue.reason = 'overdue'
        and falling.reason = 'falling'
"""

TESTED = "select count(distinct cutoff_date) as cutoffs from marts.model_metrics"

# The simple rules and the recipe that most would use, nearest first.
RIVALS = """
select
    model_name,
    avg(mae) as mae,
    avg(rmse) as rmse,
    avg(r2) as r2
from marts.model_metrics
where
    model_name in (
        'spend30',
        'usual_recipe',
        'last_90_days_over_3',
        'last_30_days',
        'bg_nbd_gamma_gamma',
        'mean',
        'zero'
    )
group by model_name
order by rmse, model_name
"""

BEST_RULE = """
select
    comparisons.model_name,
    comparisons.metric,
    comparisons.spend30_value,
    comparisons.other_value,
    comparisons.verdict,
    comparisons.difference,
    comparisons.difference_low as low,
    comparisons.difference_high as high
from marts.model_comparisons as comparisons
where
    comparisons.metric = 'rmse'
    and comparisons.model_name in (
        'last_90_days_over_3', 'last_30_days', 'mean', 'median', 'zero'
    )
order by comparisons.other_value, comparisons.model_name
limit 1
"""


def write(warehouse: Warehouse) -> Path:
    """Write the document."""
    return written("problem.md", values(warehouse))


def values(warehouse: Warehouse) -> dict[str, Any]:
    """Return what the template asks for."""
    rules = warehouse.query(BEST_RULE)
    known = warehouse.query(KNOWN)
    return {
        "facts": facts(warehouse),
        "horizon": warehouse.row(HORIZON),
        "forecast": warehouse.row(FORECAST),
        "known": known[0] if known else None,
        "to_act_on": {row["reason"]: row for row in warehouse.query(TO_ACT_ON)},
        "on_both_lists": warehouse.row(ON_BOTH_LISTS)["customers"],
        "rivals": _rivals(warehouse),
        "cutoffs": warehouse.row(
            "select count(distinct cutoff_date) as n from marts.model_metrics"
        )["n"],
        "rule": _told(rules[0]) if rules else None,
        "notice": warehouse.manifest.get("notice"),
    }


def _told(rule: dict[str, Any]) -> dict[str, Any]:
    return rule | {"words": model_name(rule["model_name"]), "is_equal": is_equal(rule)}


def _rivals(warehouse: Warehouse) -> list[list[Markdown]]:
    return [
        [
            escaped(model_name(row["model_name"])),
            Markdown(number(row["mae"])),
            Markdown(number(row["rmse"])),
            Markdown(number(row["r2"], 3)),
        ]
        for row in warehouse.query(RIVALS)
    ]
