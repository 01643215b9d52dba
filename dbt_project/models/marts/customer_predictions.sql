-- The current model's scores. Scores of an older mart are left out, also where only a late correction
-- changed it: a prediction belongs to the features that it was made from.
with

scores as (

    select scores.*
    from {{ source('ml', 'customer_scores') }} as scores
    inner join {{ ref('mart_fingerprint') }} as newest
        on scores.mart_fingerprint = newest.mart_fingerprint

),

scored_features as (

    select
        features.customer_id,
        features.cutoff_date,
        features.rfm_tenure_days,
        features.rfm_orders_all
    from {{ ref('customer_features') }} as features
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on features.cutoff_date = cutoffs.cutoff_date
    where cutoffs.is_scoring

),

predictions as (

    select
        scores.customer_id,
        scores.cutoff_date,
        scores.predicted_spend_30d,
        scores.predicted_spend_30d_median,
        scores.predicted_spend_30d_low,
        scores.predicted_spend_30d_high,
        scores.purchase_probability_30d,
        features.rfm_tenure_days < 30 or features.rfm_orders_all = 1 as has_little_history,
        scores.model_id
    from scores
    inner join scored_features as features
        on scores.customer_id = features.customer_id
        and scores.cutoff_date = features.cutoff_date

)

select * from predictions
