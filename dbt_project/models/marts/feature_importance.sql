-- What the current model looks at most. As with the predictions, what belongs to an older mart is left out.
with

importance as (

    select * from {{ source('ml', 'feature_importance') }}

),

newest as (

    select * from {{ ref('mart_fingerprint') }}

),

of_this_mart as (

    select
        importance.feature,
        importance.mean_absolute_contribution,
        importance.share,
        importance.direction,
        importance.in_words,
        importance.model_id
    from importance
    inner join newest
        on importance.mart_fingerprint = newest.mart_fingerprint

)

select * from of_this_mart
