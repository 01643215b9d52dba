-- What was sold, a transaction a row, anonymous ones and returns included: what orders, customers and average
-- amounts are counted from. Purchases of customers are numbered apart from all others, so that the many
-- sales of nobody never meet in one partition.
with

sales as (

    select * from {{ ref('int_transactions') }}

),

stores as (

    select * from {{ ref('int_stores') }}

),

numbered as (

    select
        *,
        row_number() over purchases as purchase_number
    from sales
    where
        is_purchase
        and customer_key is not null
    window purchases as (partition by customer_key order by transacted_at, transaction_id)
    union all
    select
        *,
        null::bigint as purchase_number
    from sales
    where
        not is_purchase
        or customer_key is null

),

transactions as (

    select
        numbered.transaction_id,
        numbered.customer_id,
        numbered.purchase_number,
        numbered.sale_date,
        coalesce(numbered.store_id, 'unknown') as store_id,
        stores.store_region,
        numbered.channel,
        numbered.is_purchase,
        numbered.amount
    from numbered
    left join stores
        on numbered.store_id = stores.store_id

)

select * from transactions
