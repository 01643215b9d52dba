-- What is the forecast of a customer made of?
-- The contributions add up to the expected spend. Base is the same for everyone; rest is what all features that are not
-- listed contribute. The customer is the one with most expected spend; put any other id there.
select
    part,
    feature,
    feature_value,
    round(contribution, 2) as contribution,
    round(sum(contribution) over (order by position), 2) as running_total
from marts.customer_explanations
where
    customer_id = (
        select customer_id
        from marts.customers
        order by predicted_spend_30d desc nulls last, customer_id
        limit 1
    )
order by position
