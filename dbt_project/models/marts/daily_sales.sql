-- Sales by day, store, category and channel, anonymous ones included. What a header states beyond its
-- lines stands under the category `unallocated`, so the table adds up to the headers.
with

lines as (

    select * from {{ ref('int_line_items') }}

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

baskets as (

    select
        transaction_id,
        product_category,
        min(sale_date) as sale_date,
        min(store_id) as store_id,
        min(channel) as channel,
        bool_or(is_purchase) as is_purchase,
        count(*) as line_items,
        sum(quantity) as quantity,
        sum({{ to_cents('line_item_amount') }})::bigint as spend_cents,
        sum(least({{ to_cents('line_item_amount') }}, 0))::bigint as negative_cents
    from lines
    group by transaction_id, product_category

),

allocated as (

    select
        sale_date,
        store_id,
        product_category,
        channel,
        count(*) filter (where is_purchase) as orders,
        sum(line_items)::bigint as line_items,
        sum(quantity) as quantity,
        sum(spend_cents)::bigint as spend_cents,
        -sum(negative_cents)::bigint as return_cents
    from baskets
    group by sale_date, store_id, product_category, channel

),

header_lines as (

    select
        transaction_id,
        sum(spend_cents)::bigint as spend_cents
    from baskets
    group by transaction_id

),

unallocated as (

    select
        transactions.sale_date,
        transactions.store_id,
        'unallocated' as product_category,
        transactions.channel,
        count(*) filter (where transactions.is_purchase and header_lines.transaction_id is null) as orders,
        0 as line_items,
        0 as quantity,
        sum({{ to_cents('transactions.amount') }} - coalesce(header_lines.spend_cents, 0))::bigint
            as spend_cents,
        coalesce(
            -sum({{ to_cents('transactions.amount') }}) filter (
                where not transactions.is_purchase and header_lines.transaction_id is null
            ),
            0
        )::bigint as return_cents
    from transactions
    left join header_lines
        on transactions.transaction_id = header_lines.transaction_id
    where {{ to_cents('transactions.amount') }} is distinct from header_lines.spend_cents
    group by transactions.sale_date, transactions.store_id, transactions.channel

),

stacked as (

    select * from allocated
    union all
    select * from unallocated

),

sales as (

    select
        sale_date,
        coalesce(store_id, 'unknown') as store_id,
        product_category,
        channel,
        sum(orders)::bigint as orders,
        sum(line_items)::bigint as line_items,
        sum(quantity)::decimal(18, 3) as quantity,
        {{ from_cents('sum(spend_cents)') }} as spend,
        {{ from_cents('sum(return_cents)') }} as return_amount
    from stacked
    group by sale_date, coalesce(store_id, 'unknown'), product_category, channel

)

select * from sales
