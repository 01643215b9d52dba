-- Every model's out-of-time predictions beside what then happened.
with

scores as (

    select * from {{ source('ml', 'backtest_scores') }}

),

outcomes as (

    select
        customer_id,
        cutoff_date,
        future_spend_30d,
        future_orders_30d
    from {{ ref('backtest_features') }}
    where future_spend_30d is not null

),

predictions as (

    select
        scores.model_name,
        scores.cutoff_date,
        scores.customer_id,
        scores.predicted_spend_30d,
        scores.predicted_spend_30d_median,
        scores.predicted_spend_30d_low,
        scores.predicted_spend_30d_high,
        scores.purchase_probability_30d,
        outcomes.future_spend_30d as actual_spend_30d,
        outcomes.future_orders_30d > 0 as has_purchased_30d
    from scores
    inner join outcomes
        on scores.customer_id = outcomes.customer_id
        and scores.cutoff_date = outcomes.cutoff_date

)

select * from predictions
