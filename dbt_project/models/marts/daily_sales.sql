-- Sales by day, store, category and channel, anonymous ones included. What a header states beyond its
-- lines stands under the category `unallocated`, so the table adds up to the headers.
with

lines as not materialized (

    select * from {{ ref('int_line_items') }}
    where rejection_reason is null

),

transactions as not materialized (

    select
        record_number as transaction_number,
        sale_date,
        coalesce(store_id, 'unknown') as store_id,
        channel,
        is_purchase,
        {{ to_cents('amount') }} as amount_cents
    from {{ ref('int_transactions') }}

),

categories as (

    select distinct
        category_key,
        product_category
    from {{ ref('int_products') }}

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

allocated as (

    select
        transactions.sale_date,
        transactions.store_id,
        transactions.channel,
        baskets.category_key,
        count(*) filter (where transactions.is_purchase) as orders,
        sum(baskets.line_items)::bigint as line_items,
        sum(baskets.quantity) as quantity,
        sum(baskets.spend_cents)::bigint as spend_cents,
        -sum(baskets.negative_cents)::bigint as return_cents
    from baskets
    inner join transactions
        on baskets.transaction_number = transactions.transaction_number
    group by transactions.sale_date, transactions.store_id, transactions.channel, baskets.category_key

),

stated as (

    select
        sale_date,
        store_id,
        channel,
        sum(amount_cents)::bigint as spend_cents
    from transactions
    group by sale_date, store_id, channel

),

itemised as (

    select
        sale_date,
        store_id,
        channel,
        sum(spend_cents)::bigint as spend_cents
    from allocated
    group by sale_date, store_id, channel

),

without_lines as (

    select
        transactions.sale_date,
        transactions.store_id,
        transactions.channel,
        count(*) filter (where transactions.is_purchase) as orders,
        coalesce(-sum(transactions.amount_cents) filter (where not transactions.is_purchase), 0)::bigint
            as return_cents
    from transactions
    anti join lines
        on transactions.transaction_number = lines.transaction_number
    group by transactions.sale_date, transactions.store_id, transactions.channel

),

unallocated as (

    select
        stated.sale_date,
        stated.store_id,
        stated.channel,
        coalesce(without_lines.orders, 0) as orders,
        stated.spend_cents - coalesce(itemised.spend_cents, 0) as spend_cents,
        coalesce(without_lines.return_cents, 0) as return_cents
    from stated
    left join itemised using (sale_date, store_id, channel)
    left join without_lines using (sale_date, store_id, channel)
    where
        without_lines.orders is not null
        or stated.spend_cents is distinct from itemised.spend_cents

),

stacked as (

    select
        allocated.sale_date,
        allocated.store_id,
        categories.product_category,
        allocated.channel,
        allocated.orders,
        allocated.line_items,
        allocated.quantity,
        allocated.spend_cents,
        allocated.return_cents
    from allocated
    inner join categories
        on allocated.category_key = categories.category_key
    union all
    select
        sale_date,
        store_id,
        'unallocated' as product_category,
        channel,
        orders,
        0 as line_items,
        0 as quantity,
        spend_cents,
        return_cents
    from unallocated

),

sales as (

    select
        sale_date,
        store_id,
        product_category,
        channel,
        sum(orders)::bigint as orders,
        sum(line_items)::bigint as line_items,
        sum(quantity)::decimal(18, 3) as quantity,
        {{ from_cents('sum(spend_cents)') }} as spend,
        {{ from_cents('sum(return_cents)') }} as return_amount
    from stacked
    group by sale_date, store_id, product_category, channel

)

select * from sales
