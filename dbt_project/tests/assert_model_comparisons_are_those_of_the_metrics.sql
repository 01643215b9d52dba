-- What model_comparisons computes in groups of customers is, where everybody counts once, the difference of
-- the means of model_metrics, which are computed from single predictions.
with

metric_rows as (

    select
        model_name,
        metric,
        avg(metric_value) as metric_value
    from {{ ref('model_metrics') }}
    unpivot include nulls (metric_value for metric in (mae, rmse, r2))
    group by model_name, metric

),

expected as (

    select
        others.model_name,
        others.metric,
        spend30.metric_value - others.metric_value as difference
    from metric_rows as others
    inner join metric_rows as spend30 using (metric)
    where
        others.model_name != 'spend30'
        and spend30.model_name = 'spend30'

)

select
    model_name,
    metric,
    expected.difference as expected_difference,
    comparisons.difference
from expected
full outer join {{ ref('model_comparisons') }} as comparisons using (model_name, metric)
where
    comparisons.verdict is null
    or (expected.difference is null) != (comparisons.difference is null)
    or abs(expected.difference - comparisons.difference) > 1e-6
