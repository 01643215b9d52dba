"""How sure each metric of each model is: 95 % intervals over the replicates of the bootstrap."""

from typing import Any

from reports.warehouse import Warehouse, spelled_out

INTERVALS = """
with replicates as (
    select *
    from marts.metric_replicates
    unpivot include nulls (metric_value for metric in (mae, rmse, r2))
    where $model is null or model_name = $model
),

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


def draws(warehouse: Warehouse) -> int | None:
    """Return how often the customers are drawn anew; None without a test."""
    return warehouse.row("select max(replicate) as draws from marts.metric_replicates")["draws"]
