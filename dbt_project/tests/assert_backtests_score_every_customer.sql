-- Every model scored every customer of the spine at every backtest cutoff: nobody is left out because
-- the prediction is hard. (A backtest of an older mart does not know who came to light since.)
with

scored as (

    select
        predictions.model_name,
        predictions.cutoff_date,
        count(*) as customers
    from {{ ref('backtest_predictions') }} as predictions
    where
        exists (
            select 1
            from {{ source('ml', 'backtest_scores') }} as scores
            inner join {{ ref('mart_fingerprint') }} as newest
                on scores.mart_fingerprint = newest.mart_fingerprint
        )
    group by predictions.model_name, predictions.cutoff_date

),

spine as (

    select
        cutoff_date,
        count(*) as customers
    from {{ ref('int_customer_cutoffs') }}
    group by cutoff_date

)

select
    scored.model_name,
    scored.cutoff_date,
    scored.customers,
    spine.customers as customers_on_spine
from scored
left join spine
    on scored.cutoff_date = spine.cutoff_date
where scored.customers is distinct from spine.customers
