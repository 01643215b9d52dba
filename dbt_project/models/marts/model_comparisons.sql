-- Is spend30 better than another model, or was it luck which customers there were? A bootstrap: the
-- metrics are computed again and again as if each customer had been there 0, 1, 2, ... times.
with

weights as (

    select * from {{ ref('int_bootstrap_weights') }}

),

predictions as (

    select
        *,
        coalesce(predicted_spend_30d_median, predicted_spend_30d) as typical,
        {{ md5_number('customer_id') }} % (select max(customer_group) + 1 from weights) as customer_group
    from {{ ref('backtest_predictions') }}

),

-- Customers count by groups, so that the cost does not grow with them. Each stays in one at all cutoffs.
group_sums as (

    select
        model_name,
        cutoff_date,
        customer_group,
        count(*) as customers,
        sum(abs(typical - actual_spend_30d)) as absolute_error,
        sum(power(predicted_spend_30d - actual_spend_30d, 2)) as squared_error,
        sum(actual_spend_30d::double) as actual,
        sum(power(actual_spend_30d::double, 2)) as squared_actual
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

metric_rows as (

    select *
    from metrics
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
