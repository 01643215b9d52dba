-- What will the customers of each store spend, beside the last 30 days?
-- A customer belongs to the store with most of the own purchases, so this is demand by home store, not takings of a till.
select
    member as home_store,
    customers,
    spend_30d as spent_last_30_days,
    round(predicted_spend_30d, 2) as expected,
    round(predicted_spend_30d - spend_30d::double, 2) as change
from marts.forecast_breakdown
where dimension = 'store'
order by expected desc, home_store
limit 10
