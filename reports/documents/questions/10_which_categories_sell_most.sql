-- Which categories sell most, and how did they move in the last 30 days?
-- All sales count, anonymous ones too, returns netted. The change compares the 30 days that end with the last sale with the 30 days before them.
with

ends as (

    select max(sale_date) as last_date from marts.daily_sales

)

select
    product_category,
    sum(spend) as spend,
    round(sum(spend) / nullif(sum(sum(spend)) over (), 0), 4) as share,
    coalesce(sum(spend) filter (where sale_date > last_date - 30), 0) as last_30_days,
    coalesce(sum(spend) filter (where sale_date between last_date - 59 and last_date - 30), 0) as the_30_days_before
from marts.daily_sales, ends
group by product_category
order by spend desc, product_category
limit 10
