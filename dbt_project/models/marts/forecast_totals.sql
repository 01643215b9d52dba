-- Did the totals come true? What spend30 said that all customers together would spend, at each cutoff of its
-- backtest and now, beside what they then spent. How far the totals were off gives the forecast its 80 %
-- interval.
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
        null::decimal(38, 2) as actual_spend,
        sum(purchase_probability_30d) as predicted_buyers,
        null::bigint as actual_buyers,
        count(*) as customers,
        true as is_forecast
    from {{ ref('customer_predictions') }}
    group by cutoff_date

),

stacked as (

    select * from backtested
    union all
    select * from forecast

),

-- Student's t for the middle 80 % of cases, by the number of totals that came true.
quantiles as (

    select
        {{ each_of_all({'backtests': list_of([2, 3, 4, 5]), 't': list_of([1.886, 1.638, 1.533, 1.476])}) }}

),

misses as (

    select
        count(*) as backtests,
        sqrt(avg(power(actual_spend::double / predicted_spend - 1, 2))) as relative_miss
    from backtested
    where predicted_spend > 0

),

reach as (

    select misses.relative_miss * quantiles.t as relative_reach
    from misses
    inner join quantiles
        on least(misses.backtests, 5) = quantiles.backtests

),

totals as (

    select
        cutoff_date,
        cutoff_date + {{ horizon_days() }} as window_end_date,
        is_forecast,
        customers,
        predicted_spend,
        -- greatest() takes no notice of NULL: without a reach there must be no end either.
        case
            when is_forecast and reach.relative_reach is not null
                then greatest(predicted_spend * (1 - reach.relative_reach), 0)
        end as predicted_spend_low,
        case when is_forecast then predicted_spend * (1 + reach.relative_reach) end as predicted_spend_high,
        actual_spend::decimal(18, 2) as actual_spend,
        predicted_spend / nullif(actual_spend, 0)::double as predicted_to_actual,
        predicted_buyers,
        actual_buyers
    from stacked
    left join reach
        on stacked.is_forecast

)

select * from totals
