-- Why a customer's prediction is what it is, in parts that add up to it. As with the predictions, what
-- belongs to an older mart or to another model is left out.
with

explanations as (

    select explanations.*
    from {{ source('ml', 'customer_explanations') }} as explanations
    inner join {{ ref('mart_fingerprint') }} as newest
        on explanations.mart_fingerprint = newest.mart_fingerprint

),

-- Of customers at the scoring cutoff, by the current model.
predictions as (

    select * from {{ ref('customer_predictions') }}

),

parts as (

    select
        explanations.customer_id,
        explanations.cutoff_date,
        explanations.position,
        case
            when explanations.feature is not null then 'feature'
            when explanations.position = 0 then 'base'
            else 'rest'
        end as part,
        explanations.feature,
        explanations.feature_value,
        explanations.contribution,
        explanations.model_id
    from explanations
    inner join predictions
        on explanations.customer_id = predictions.customer_id
        and explanations.cutoff_date = predictions.cutoff_date
        and explanations.model_id = predictions.model_id

)

select * from parts
