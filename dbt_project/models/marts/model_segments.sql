-- For whom is spend30 right? Its backtest by the segment that a customer had at the cutoff.
with

predictions as (

    select * from {{ ref('backtest_predictions') }}
    where model_name = 'spend30'

),

features as (

    select
        customer_id,
        cutoff_date,
        rfm_segment
    from {{ ref('backtest_features') }}

),

joined as (

    select
        features.rfm_segment,
        predictions.predicted_spend_30d,
        predictions.predicted_spend_30d_median,
        predictions.predicted_spend_30d_low,
        predictions.predicted_spend_30d_high,
        predictions.actual_spend_30d::double as actual_spend_30d
    from predictions
    inner join features
        on predictions.customer_id = features.customer_id
        and predictions.cutoff_date = features.cutoff_date

),

segments as (

    select
        rfm_segment,
        count(*) as predictions,
        avg(predicted_spend_30d) as predicted_spend_mean,
        avg(actual_spend_30d) as actual_spend_mean,
        avg(abs(predicted_spend_30d_median - actual_spend_30d)) as mae,
        stddev_pop(predicted_spend_30d - actual_spend_30d) as residual_std,
        avg((actual_spend_30d between predicted_spend_30d_low and predicted_spend_30d_high)::integer)
            as interval_coverage
    from joined
    group by rfm_segment

)

select * from segments
