-- What was known of a customer at earlier cutoffs, and what came of it?
-- Each row knows only what lay before its cutoff; future_spend_30d is what happened after it, and NULL where that window is not
-- over yet. The customer is the one with most expected spend; put any other id there.
select
    cutoff_date,
    rfm_segment as segment,
    rfm_recency_days,
    rfm_orders_30d,
    rfm_spend_30d,
    rfm_spend_90d,
    future_spend_30d
from marts.customer_features
where
    customer_id = (
        select customer_id
        from marts.customers
        order by predicted_spend_30d desc nulls last, customer_id
        limit 1
    )
order by cutoff_date desc
limit 8
