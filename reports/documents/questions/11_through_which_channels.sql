-- Through which channels do customers buy?
-- Customers are counted by the channel of most of their purchases in the last 365 days; spend is that of all sales, anonymous
-- ones too.
with

sales as (

    select
        channel,
        sum(spend) as spend,
        sum(return_amount) as returned
    from marts.daily_sales
    group by channel

),

preferences as (

    select
        channel_top_365d as channel,
        count(*) as customers_who_prefer_it
    from marts.customers
    where channel_top_365d is not null
    group by channel

)

select
    sales.channel,
    sales.spend,
    round(sales.spend / nullif(sum(sales.spend) over (), 0), 4) as share,
    sales.returned,
    coalesce(preferences.customers_who_prefer_it, 0) as customers_who_prefer_it
from sales
left join preferences
    using (channel)
order by sales.spend desc, sales.channel
