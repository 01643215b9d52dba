-- How good each model was, computed from its out-of-time predictions. A model that gives one number
-- only is judged by it as expected and as typical value.
with

predictions as (

    select
        model_name,
        cutoff_date,
        customer_id,
        actual_spend_30d::double as actual,
        predicted_spend_30d as predicted,
        coalesce(predicted_spend_30d_median, predicted_spend_30d) as typical,
        predicted_spend_30d_low as low,
        predicted_spend_30d_high as high
    from {{ ref('backtest_predictions') }}

),

with_ties as (

    select
        *,
        count(*) over (partition by model_name, cutoff_date, predicted) - 1 as ties_predicted,
        count(*) over (partition by model_name, cutoff_date, actual) - 1 as ties_actual
    from predictions

),

-- Ranks count from the largest. Equal values share the mean of their places.
ranked as (

    select
        *,
        avg(actual) over model as actual_mean,
        count(*) over model as customers,
        rank() over best_predicted + ties_predicted / 2 as predicted_rank,
        rank() over best_actual + ties_actual / 2 as actual_rank,
        ntile(10)
            over (partition by model_name, cutoff_date order by predicted desc, customer_id asc)
            as decile,
        ntile(5) over (partition by model_name, cutoff_date order by predicted desc, customer_id asc) as fifth
    from with_ties
    window
        model as (partition by model_name, cutoff_date),
        best_predicted as (partition by model_name, cutoff_date order by predicted desc),
        best_actual as (partition by model_name, cutoff_date order by actual desc)

),

metrics as (

    select
        model_name,
        cutoff_date,
        count(*) as customers,
        avg(abs(typical - actual)) as mae,
        sqrt(avg(power(predicted - actual, 2))) as rmse,
        1 - sum(power(predicted - actual, 2)) / nullif(sum(power(actual - actual_mean, 2)), 0) as r2,
        -- Covariance of spend with the rank by prediction, over that with the rank by spend itself.
        covar_pop(actual, predicted_rank) / nullif(covar_pop(actual, actual_rank), 0) as normalised_gini,
        case
            when stddev_pop(predicted_rank) > 0 and stddev_pop(actual_rank) > 0
                then corr(predicted_rank, actual_rank)
        end as spearman,
        sum(predicted) as total_predicted,
        sum(actual) as total_actual,
        sum(predicted) / nullif(sum(actual), 0) as predicted_to_actual,
        sum(actual) filter (where decile = 1) / nullif(sum(actual), 0) as top_decile_share,
        avg((actual between low and high)::integer) as interval_coverage,
        avg((actual between low and high)::integer) filter (where fifth = 1) as interval_coverage_top_fifth,
        avg(high - low) as interval_width_mean
    from ranked
    group by model_name, cutoff_date

)

select * from metrics
