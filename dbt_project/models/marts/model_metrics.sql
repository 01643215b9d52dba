-- How good each model was, computed from its out-of-time predictions. A model that gives one number
-- only is judged by it as expected and as typical value.
{% set of_model = 'partition by model_name, cutoff_date' %}
with

predictions as (

    select
        model_name,
        cutoff_date,
        customer_id,
        actual_spend_30d::double as actual,
        has_purchased_30d::integer as bought,
        predicted_spend_30d as predicted,
        coalesce(predicted_spend_30d_median, predicted_spend_30d) as typical,
        predicted_spend_30d_low as low,
        predicted_spend_30d_high as high,
        purchase_probability_30d as probability
    from {{ ref('backtest_predictions') }}

),

-- Ranks count from the largest. Equal values share the mean of their places.
ranked as (

    select
        *,
        avg(actual) over ({{ of_model }}) as actual_mean,
        rank() over ({{ of_model }} order by predicted desc)
        + (count(*) over (partition by model_name, cutoff_date, predicted) - 1) / 2 as predicted_rank,
        rank() over ({{ of_model }} order by actual desc)
        + (count(*) over (partition by model_name, cutoff_date, actual) - 1) / 2 as actual_rank,
        ntile(10) over ({{ of_model }} order by predicted desc, customer_id asc) as decile,
        ntile(5) over ({{ of_model }} order by predicted desc, customer_id asc) as fifth,
        ntile(10) over ({{ of_model }} order by probability desc, customer_id asc) as probability_decile
    from predictions

),

spend_calibration as (

    select
        model_name,
        cutoff_date,
        avg(abs(predicted_spend_mean - actual_spend_mean)) as mean_miss
    from {{ ref('model_calibration') }}
    group by model_name, cutoff_date

),

probability_deciles as (

    select
        model_name,
        cutoff_date,
        abs(avg(probability) - avg(bought)) as miss
    from ranked
    group by model_name, cutoff_date, probability_decile

),

probability_calibration as (

    select
        model_name,
        cutoff_date,
        avg(miss) as mean_miss
    from probability_deciles
    group by model_name, cutoff_date

),

metrics as (

    select
        model_name,
        cutoff_date,
        count(*) as customers,
        avg(abs(typical - actual)) as mae,
        sqrt(avg(power(predicted - actual, 2))) as rmse,
        -- Rounded, for a sum of squares that should be 0 may miss it in the last bits.
        1 - sum(power(predicted - actual, 2))
        / nullif(round(sum(power(actual - actual_mean, 2)), 6), 0) as r2,
        -- Covariance of spend with the rank by prediction, over that with the rank by spend itself.
        covar_pop(actual, predicted_rank) / nullif(covar_pop(actual, actual_rank), 0) as normalised_gini,
        case
            when stddev_pop(predicted_rank) > 0 and stddev_pop(actual_rank) > 0
                then corr(predicted_rank, actual_rank)
        end as spearman,
        sum(predicted) as total_predicted,
        sum(actual) as total_actual,
        sum(predicted) / nullif(sum(actual), 0) as predicted_to_actual,
        any_value(spend_calibration.mean_miss) / nullif(avg(actual), 0) as calibration_error,
        sum(actual) filter (where decile = 1) / nullif(sum(actual), 0) as top_decile_share,
        avg((actual between low and high)::integer) as interval_coverage,
        avg((actual between low and high)::integer) filter (where fifth = 1) as interval_coverage_top_fifth,
        avg(high - low) as interval_width_mean,
        avg(high - low) filter (where fifth = 1) as interval_width_mean_top_fifth,
        avg(power(probability - bought, 2)) as brier_score,
        any_value(probability_calibration.mean_miss) as probability_calibration_error
    from ranked
    inner join spend_calibration using (model_name, cutoff_date)
    inner join probability_calibration using (model_name, cutoff_date)
    group by model_name, cutoff_date

)

select * from metrics
