-- Whether predictions hold on average: customers in tenths by their prediction, the mean prediction of
-- each tenth beside what it spent.
with

predictions as (

    select * from {{ ref('backtest_predictions') }}

),

in_tenths as (

    select
        *,
        ntile(10)
            over (partition by model_name, cutoff_date order by predicted_spend_30d desc, customer_id asc)
        ::bigint as decile
    from predictions

),

calibration as (

    select
        model_name,
        cutoff_date,
        decile,
        count(*) as customers,
        avg(predicted_spend_30d) as predicted_spend_mean,
        avg(actual_spend_30d::double) as actual_spend_mean,
        avg(purchase_probability_30d) as probability_mean,
        avg(has_purchased_30d::integer) as purchase_share
    from in_tenths
    group by model_name, cutoff_date, decile

)

select * from calibration
