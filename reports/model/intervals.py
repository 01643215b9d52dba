"""How sure each metric of each model is: bootstrap intervals, from the weights of the marts.

The customers are drawn anew, in groups, as often as `intermediate.int_bootstrap_weights` says; each
group stays together over all tests. It is what `marts.model_comparisons` does for differences.
"""

from typing import Any

from reports.warehouse import Warehouse, spelled_out

REPLICATES = """
with weights as (
    select * from intermediate.int_bootstrap_weights
),

predictions as (
    select
        model_name,
        cutoff_date,
        ('0x' || left(md5(customer_id), 13))::bigint
        % (select max(customer_group) + 1 from weights) as customer_group,
        coalesce(predicted_spend_30d_median, predicted_spend_30d) as typical,
        predicted_spend_30d as expected,
        actual_spend_30d::double as actual
    from marts.backtest_predictions
    where $model is null or model_name = $model
),

group_sums as (
    select
        model_name,
        cutoff_date,
        customer_group,
        count(*) as customers,
        sum(abs(typical - actual)) as absolute_error,
        sum(power(expected - actual, 2)) as squared_error,
        sum(actual) as actual,
        sum(power(actual, 2)) as squared_actual
    from predictions
    group by model_name, cutoff_date, customer_group
),

weighted as (
    select
        model_name,
        cutoff_date,
        replicate,
        nullif(sum(weight * customers), 0) as customers,
        sum(weight * absolute_error) as absolute_error,
        sum(weight * squared_error) as squared_error,
        sum(weight * actual) as actual,
        sum(weight * squared_actual) as squared_actual
    from group_sums
    inner join weights using (customer_group)
    group by model_name, cutoff_date, replicate
),

metrics as (
    select
        model_name,
        cutoff_date,
        replicate,
        absolute_error / customers as mae,
        sqrt(squared_error / customers) as rmse,
        1 - squared_error / nullif(round(squared_actual - actual * actual / customers, 6), 0) as r2
    from weighted
),

replicates as (
    select *
    from metrics
    unpivot include nulls (metric_value for metric in (mae, rmse, r2))
)
"""

INTERVALS = f"""{REPLICATES},

with_means as (
    select model_name, cutoff_date, metric, replicate, metric_value
    from replicates
    union all
    select model_name, null as cutoff_date, metric, replicate, avg(metric_value) as metric_value
    from replicates
    group by model_name, metric, replicate
)

select
    model_name,
    cutoff_date,
    metric,
    any_value(metric_value) filter (where replicate = 0) as metric_value,
    quantile_cont(metric_value, 0.025) filter (where replicate > 0) as low,
    quantile_cont(metric_value, 0.975) filter (where replicate > 0) as high
from with_means
group by model_name, cutoff_date, metric
order by model_name, cutoff_date nulls first, metric
"""


def query_of(model: str | None = None) -> str:
    """Return the query of the intervals, of one model or of all."""
    return spelled_out(INTERVALS, model=model)


def intervals(warehouse: Warehouse, model: str | None = None) -> list[dict[str, Any]]:
    """Return each metric with the ends of its 95 % interval; without a cutoff: of the mean."""
    return warehouse.query(query_of(model))


def draws(warehouse: Warehouse) -> int:
    """Return how often the customers are drawn anew."""
    return warehouse.row("select max(replicate) as draws from intermediate.int_bootstrap_weights")[
        "draws"
    ]
