-- To the cent, for every day, store and channel: what daily sales add up to is what the accepted
-- transactions were paid, anonymous ones included.
with

sales as (

    select
        sale_date,
        store_id,
        channel,
        sum(spend) as amount
    from {{ ref('daily_sales') }}
    group by sale_date, store_id, channel

),

transactions as (

    select
        sale_date,
        coalesce(store_id, 'unknown') as store_id,
        channel,
        sum(amount) as amount
    from {{ ref('int_transactions') }}
    group by sale_date, coalesce(store_id, 'unknown'), channel

)

select
    transactions.sale_date,
    transactions.store_id,
    transactions.channel,
    transactions.amount as transactions_amount,
    sales.amount as sales_amount
from transactions
full outer join sales
    on transactions.sale_date = sales.sale_date
    and transactions.store_id = sales.store_id
    and transactions.channel = sales.channel
where transactions.amount is distinct from sales.amount
