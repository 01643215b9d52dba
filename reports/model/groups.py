"""The groups of customers by which errors are told, and the errors of each group."""

from typing import Any

from ml.model import MODEL_NAME
from ml.rules import simple_rules
from reports.warehouse import Warehouse, spelled_out

# Of a group with fewer forecasts, the error says more about chance than about the group.
LEAST = 50
# Categories and stores beyond the largest are told together.
NAMED = 6

CLOSEST_RULE = f"""
select model_name
from marts.model_metrics
where model_name in ({", ".join(f"'{name}'" for name in simple_rules())})
group by model_name
order by avg(mae), model_name
limit 1
"""

GROUPS = f"""
with tested as (
    select
        ours.cutoff_date,
        ours.customer_id,
        ours.actual_spend_30d::double as actual,
        ours.predicted_spend_30d as predicted,
        coalesce(ours.predicted_spend_30d_median, ours.predicted_spend_30d) as typical,
        ours.predicted_spend_30d_low as low,
        ours.predicted_spend_30d_high as high,
        rule.predicted_spend_30d as by_rule,
        features.rfm_segment,
        features.rfm_tenure_days,
        features.rfm_recency_days,
        features.rfm_gap_days_std / nullif(features.rfm_gap_days_mean, 0) as irregularity,
        ntile(5) over (
            partition by ours.cutoff_date
            order by features.rfm_spend_365d desc, ours.customer_id
        ) as size,
        features.category_top_365d as category,
        features.channel_top_365d as channel,
        coalesce(features.store_home_region, 'Store ' || features.store_home_id) as store
    from marts.backtest_predictions as ours
    inner join marts.backtest_predictions as rule using (cutoff_date, customer_id)
    inner join marts.backtest_features as features using (cutoff_date, customer_id)
    where
        ours.model_name = '{MODEL_NAME}'
        and rule.model_name = $rule
),

grouped as (
    select
        *,
        unnest([
            {{'dimension': 'Segment', 'place': 0, 'name': rfm_segment}},
            {{
                'dimension': 'Known for',
                'place': case
                    when rfm_tenure_days < 90 then 1 when rfm_tenure_days < 180 then 2
                    when rfm_tenure_days < 365 then 3 else 4
                end,
                'name': case
                    when rfm_tenure_days < 90 then 'less than 90 days'
                    when rfm_tenure_days < 180 then '90 to 179 days'
                    when rfm_tenure_days < 365 then '180 to 364 days'
                    else '365 days or more'
                end
            }},
            {{
                'dimension': 'Last purchase',
                'place': case
                    when rfm_recency_days <= 7 then 1 when rfm_recency_days <= 30 then 2
                    when rfm_recency_days <= 90 then 3 else 4
                end,
                'name': case
                    when rfm_recency_days <= 7 then 'up to 7 days ago'
                    when rfm_recency_days <= 30 then '8 to 30 days ago'
                    when rfm_recency_days <= 90 then '31 to 90 days ago'
                    else 'more than 90 days ago'
                end
            }},
            {{
                'dimension': 'Size',
                'place': size,
                'name': case size
                    when 1 then 'fifth that spent most in 365 days'
                    when 5 then 'fifth that spent least'
                    else 'fifth number ' || size
                end
            }},
            {{
                'dimension': 'Rhythm',
                'place': case
                    when irregularity is null then 4 when irregularity < 0.75 then 1
                    when irregularity < 1.25 then 2 else 3
                end,
                'name': case
                    when irregularity is null then 'too few purchases to tell'
                    when irregularity < 0.75 then 'regular'
                    when irregularity < 1.25 then 'neither regular nor irregular'
                    else 'irregular'
                end
            }},
            {{'dimension': 'Largest category', 'place': 0, 'name': category}},
            {{'dimension': 'Main channel', 'place': 0, 'name': channel}},
            {{'dimension': 'Home store', 'place': 0, 'name': store}}
        ]) as grouping
    from tested
),

sized as (
    select
        grouping.dimension as dimension,
        grouping.place as place,
        coalesce(grouping.name, 'none in 365 days') as name,
        count(*) as forecasts
    from grouped
    group by all
),

-- Names from the data are told when they are among the largest; the others together.
named as (
    select
        *,
        dimension in ('Largest category', 'Home store')
        and row_number() over (partition by dimension order by forecasts desc, name) > {NAMED}
            as is_other
    from sized
),

errors as (
    select
        grouped.grouping.dimension as dimension,
        case when named.is_other then 1 else named.place end as place,
        case when named.is_other then 'all others' else named.name end as name,
        count(*) as forecasts,
        avg(actual) as actual,
        avg(predicted) as predicted,
        avg(abs(typical - actual)) as mae,
        avg(abs(by_rule - actual)) as rule_mae,
        sum(power(predicted - actual, 2)) as squared_error,
        avg((actual between low and high)::int) as held
    from grouped
    inner join named
        on named.dimension = grouped.grouping.dimension
        and named.place = grouped.grouping.place
        and named.name = coalesce(grouped.grouping.name, 'none in 365 days')
    group by 1, 2, 3
)

select
    *,
    squared_error / nullif(sum(squared_error) over (partition by dimension), 0) as error_share,
    forecasts / sum(forecasts) over (partition by dimension) as forecast_share,
    count(*) over (partition by dimension) as groups
from errors
order by dimension, place, forecasts desc, name
"""


def closest_rule(warehouse: Warehouse) -> str | None:
    """Return the simple rule with the smallest mean absolute error; None without a test."""
    rows = warehouse.query(CLOSEST_RULE)
    return rows[0]["model_name"] if rows else None


def groups_query(warehouse: Warehouse) -> str:
    """Return the query of the errors by group."""
    return spelled_out(GROUPS, rule=closest_rule(warehouse))


def groups(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the errors of each group beside the simple rule's; a dimension of one group is not.

    Spend and errors are means in currency per customer and 30 days, shares go from 0 to 1.
    """
    return [row for row in warehouse.query(groups_query(warehouse)) if row["groups"] > 1]
