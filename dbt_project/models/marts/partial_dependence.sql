-- How the current model's prediction goes with a feature. As with the predictions, what belongs to an older
-- mart is left out.
with

dependence as (

    select * from {{ source('ml', 'partial_dependence') }}

),

newest as (

    select * from {{ ref('mart_fingerprint') }}

),

of_this_mart as (

    select
        dependence.feature,
        dependence.position,
        dependence.feature_value,
        dependence.predicted_spend_30d,
        dependence.model_id
    from dependence
    inner join newest
        on dependence.mart_fingerprint = newest.mart_fingerprint

)

select * from of_this_mart
