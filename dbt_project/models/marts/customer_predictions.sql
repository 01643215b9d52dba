-- The current model's scores. Scores of an older mart are left out, also where only a late correction
-- changed it: a prediction belongs to the features that it was made from.
with

scores as (

    select scores.*
    from {{ source('ml', 'customer_scores') }} as scores
    inner join {{ ref('mart_fingerprint') }} as newest
        on scores.mart_fingerprint = newest.mart_fingerprint

),

scoring_spine as (

    select
        spine.customer_id,
        spine.cutoff_date
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on spine.cutoff_date = cutoffs.cutoff_date
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
        scores.model_id
    from scores
    inner join scoring_spine
        on scores.customer_id = scoring_spine.customer_id
        and scores.cutoff_date = scoring_spine.cutoff_date

)

select * from predictions
