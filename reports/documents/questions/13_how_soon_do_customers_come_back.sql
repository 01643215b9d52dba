-- How many of a month's buyers come back within 30 days of a purchase?
-- Each row is a month: its purchase days, and the share that was followed by another purchase day of the same customer within 30 days. Days whose
-- 30 days are not over when the data end are left out.
with

purchase_days as (

    select
        customer_id,
        sale_date,
        lead(sale_date) over (partition by customer_id order by sale_date) as next_date
    from marts.customer_daily_spend
    where orders > 0

),

ends as (

    select max(cutoff_date) as as_of_date from marts.customer_features

)

select
    strftime(sale_date, '%Y-%m') as month,
    count(distinct customer_id) as buyers,
    count(*) as purchase_days,
    round(avg((coalesce(next_date <= sale_date + 30, false))::int), 3) as followed_within_30_days,
    median(next_date - sale_date) as median_days_to_next
from purchase_days, ends
where sale_date + 30 < as_of_date
group by month
order by month desc
limit 10
