-- How large is each RFM segment, and what will it bring?
-- Low and high are the expected sum, scaled by the lowest and the highest ratio of actual to predicted spend that the same
-- segment had at a backtest cutoff: intervals of single customers do not add up. A segment never tested has none.
with

past_ratios as (

    select
        features.rfm_segment as segment,
        sum(predictions.actual_spend_30d) / nullif(sum(predictions.predicted_spend_30d), 0) as ratio
    from marts.backtest_predictions as predictions
    inner join marts.backtest_features as features
        using (customer_id, cutoff_date)
    where predictions.model_name = 'spend30'
    group by segment, predictions.cutoff_date

),

misses as (

    select
        segment,
        min(ratio) as lowest,
        max(ratio) as highest
    from past_ratios
    group by segment

)

select
    customers.rfm_segment as segment,
    count(*) as customers,
    sum(customers.rfm_spend_30d) as spent_last_30_days,
    round(sum(customers.predicted_spend_30d), 2) as expected,
    round(sum(customers.predicted_spend_30d) * any_value(misses.lowest), 2) as low,
    round(sum(customers.predicted_spend_30d) * any_value(misses.highest), 2) as high
from marts.customers
left join misses
    on customers.rfm_segment = misses.segment
where customers.predicted_spend_30d is not null
group by customers.rfm_segment
order by expected desc, segment
