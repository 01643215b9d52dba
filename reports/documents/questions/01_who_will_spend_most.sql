-- Who will spend most in the next 30 days, and how sure is that?
-- Expected spend is the mean, so it adds up; low and high enclose what four of five such customers spend. Before a model
-- has served, or where a simple rule is served, the interval is NULL.
select
    customer_id,
    rfm_segment as segment,
    rfm_spend_30d as spent_last_30_days,
    round(predicted_spend_30d, 2) as expected,
    round(predicted_spend_30d_low, 2) as low,
    round(predicted_spend_30d_high, 2) as high
from marts.customers
where predicted_spend_30d is not null
order by expected desc, customer_id
limit 10
