-- The contributions of each customer add up to the prediction, to half a cent. Where predictions are
-- explained at all, each is, with one base and one rest.
with

explained as (

    select
        customer_id,
        cutoff_date,
        sum(contribution) as contributions,
        count(*) filter (where part = 'base') as bases,
        count(*) filter (where part = 'rest') as rests
    from {{ ref('customer_explanations') }}
    group by customer_id, cutoff_date

)

select
    predictions.customer_id,
    predictions.predicted_spend_30d,
    explained.contributions,
    explained.bases,
    explained.rests
from {{ ref('customer_predictions') }} as predictions
left join explained
    on predictions.customer_id = explained.customer_id
    and predictions.cutoff_date = explained.cutoff_date
where
    exists (select 1 from {{ ref('customer_explanations') }})
    and (
        explained.customer_id is null
        or explained.bases != 1
        or explained.rests != 1
        or abs(explained.contributions - predictions.predicted_spend_30d) > 0.005
    )
