-- Did the totals come true? What spend30 said that all customers together would spend, at each cutoff of its
-- backtest and now, beside what they then spent.
with

backtested as (

    select
        cutoff_date,
        sum(predicted_spend_30d) as predicted_spend,
        sum(actual_spend_30d) as actual_spend,
        sum(purchase_probability_30d) as predicted_buyers,
        count(*) filter (where has_purchased_30d) as actual_buyers,
        count(*) as customers,
        false as is_forecast
    from {{ ref('backtest_predictions') }}
    where model_name = 'spend30'
    group by cutoff_date

),

forecast as (

    select
        cutoff_date,
        sum(predicted_spend_30d) as predicted_spend,
        sum(purchase_probability_30d) as predicted_buyers,
        count(*) as customers,
        true as is_forecast
    from {{ ref('customer_predictions') }}
    group by cutoff_date

),

stacked as (

    select * from backtested
    union all by name
    select * from forecast

),

totals as (

    select
        cutoff_date,
        cutoff_date + {{ horizon_days() }} as window_end_date,
        is_forecast,
        customers,
        predicted_spend,
        actual_spend::decimal(18, 2) as actual_spend,
        predicted_spend / nullif(actual_spend, 0)::double as predicted_to_actual,
        predicted_buyers,
        actual_buyers
    from stacked

)

select * from totals
