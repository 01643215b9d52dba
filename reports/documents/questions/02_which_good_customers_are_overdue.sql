-- Which customers are at risk: overdue by their own rhythm, with most at stake?
-- A customer is overdue who has stayed away longer than nine in ten of the own gaps, and than twice the median gap. At stake is
-- the usual spend of 30 days less what is still expected.
select
    customer_id,
    rfm_segment as segment,
    rfm_recency_days as days_since_last_purchase,
    rhythm_gap_days_median as usual_days_between,
    round(usual_spend_30d, 2) as usual_spend,
    round(predicted_spend_30d, 2) as expected,
    round(spend_at_stake, 2) as at_stake
from marts.customers_to_act_on
where reason = 'overdue'
order by at_stake desc, customer_id
limit 10
