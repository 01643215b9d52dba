-- On which days of the week do customers come, and how large is a basket?
-- Orders and spend of known customers; a basket is net spend divided by orders, so a day with many returns has smaller ones.
select
    dayname(sale_date) as weekday,
    sum(orders)::bigint as orders,
    round(sum(orders) / sum(sum(orders)) over (), 4) as share_of_orders,
    sum(spend) as spend,
    round((sum(spend) / nullif(sum(orders), 0))::double, 2) as spend_per_order
from marts.customer_daily_spend
group by weekday, isodow(sale_date)
order by isodow(sale_date)
