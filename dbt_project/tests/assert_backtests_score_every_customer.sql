-- Every model scored every customer of the spine at every backtest cutoff: nobody is left out because
-- the prediction is hard.
with

scored as (

    select
        model_name,
        cutoff_date,
        count(*) as customers
    from {{ ref('backtest_predictions') }}
    group by model_name, cutoff_date

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
