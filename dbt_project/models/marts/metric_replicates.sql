-- The metrics of each model as they would have come out with other customers: a bootstrap, in which they are
-- computed again and again as if each customer had been there 0, 1, 2, ... times.
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

)

select * from metrics
