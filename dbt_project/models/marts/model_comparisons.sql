-- Is spend30 better than another model, or was it luck which customers there were? Both are compared with the
-- same customers, over and over.
with

metric_rows as (

    select *
    from {{ ref('metric_replicates') }}
    unpivot include nulls (metric_value for metric in (mae, rmse, r2))

),

-- Of each replicate, the means over the cutoffs.
differences as (

    select
        others.model_name,
        others.metric,
        others.replicate,
        avg(spend30.metric_value) as spend30_value,
        avg(others.metric_value) as other_value,
        avg(spend30.metric_value - others.metric_value) as difference
    from metric_rows as others
    inner join metric_rows as spend30 using (cutoff_date, replicate, metric)
    where
        others.model_name != 'spend30'
        and spend30.model_name = 'spend30'
    group by others.model_name, others.metric, others.replicate

),

intervals as (

    select
        model_name,
        metric,
        any_value(spend30_value) filter (where replicate = 0) as spend30_value,
        any_value(other_value) filter (where replicate = 0) as other_value,
        any_value(difference) filter (where replicate = 0) as difference,
        percentile_cont(0.025) within group (order by difference) filter (where replicate > 0)
            as difference_low,
        percentile_cont(0.975) within group (order by difference) filter (where replicate > 0)
            as difference_high
    from differences
    group by model_name, metric

),

-- Rounded: where a rule is what is served, it differs from itself by the last bit of a float.
judged as (

    select
        *,
        case
            when round(if(metric = 'r2', difference_low, -difference_high), 9) > 0
                then 'spend30 is better'
            when round(if(metric = 'r2', -difference_high, difference_low), 9) > 0
                then 'other is better'
            else 'no clear difference'
        end as verdict
    from intervals

)

select * from judged
