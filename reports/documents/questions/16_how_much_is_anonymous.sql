-- How much of the sales belongs to no known customer?
-- Anonymous sales count in the totals, and in no forecast: a forecast of customers says nothing about this part.
with

totals as (

    select
        (select sum(spend) from marts.daily_sales) as all_sales,
        (select sum(spend) from marts.customer_daily_spend) as of_customers

)

select
    all_sales,
    of_customers,
    all_sales - of_customers as anonymous,
    round((all_sales - of_customers) / nullif(all_sales, 0), 4) as anonymous_share
from totals
