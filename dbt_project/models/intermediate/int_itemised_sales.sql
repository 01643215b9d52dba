-- Sales by day, store, category and channel, as the lines have them; a transaction is an order in each of
-- its categories.
with

lines as (

    select * from {{ ref('int_line_items') }}
    where rejection_reason is null

),

transactions as (

    select
        *,
        coalesce(store_id, 'unknown') as known_store_id
    from {{ ref('int_transactions') }}

),

baskets as (

    select
        transaction_number,
        category_key,
        count(*) as line_items,
        sum(quantity) as quantity,
        sum(amount_cents)::bigint as spend_cents,
        sum(least(amount_cents, 0))::bigint as negative_cents
    from lines
    group by transaction_number, category_key

),

itemised as (

    select
        transactions.sale_date,
        transactions.known_store_id as store_id,
        transactions.channel,
        baskets.category_key,
        count(*) filter (where transactions.is_purchase) as orders,
        sum(baskets.line_items)::bigint as line_items,
        sum(baskets.quantity) as quantity,
        sum(baskets.spend_cents)::bigint as spend_cents,
        -sum(baskets.negative_cents)::bigint as return_cents
    from baskets
    inner join transactions
        on baskets.transaction_number = transactions.record_number
    group by transactions.sale_date, transactions.known_store_id, transactions.channel, baskets.category_key

)

select * from itemised
