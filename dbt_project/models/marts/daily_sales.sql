-- Sales by day, store, category and channel, anonymous ones included. What a header states beyond its
-- lines stands under the category `unallocated`, so the table adds up to the headers.
with

itemised as (

    select * from {{ ref('int_itemised_sales') }}

),

transactions as {{ not_materialized() }} (

    select
        record_number,
        sale_date,
        coalesce(store_id, 'unknown') as store_id,
        channel,
        is_purchase,
        {{ to_cents('amount') }} as amount_cents
    from {{ ref('int_transactions') }}

),

categories as (

    select * from {{ ref('int_product_categories') }}

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

explained as (

    select
        sale_date,
        store_id,
        channel,
        sum(spend_cents)::bigint as spend_cents
    from itemised
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
    anti join {{ ref('int_line_items') }} as lines
        on transactions.record_number = lines.transaction_number
        and lines.rejection_reason is null
    group by transactions.sale_date, transactions.store_id, transactions.channel

),

unallocated as (

    select
        stated.sale_date,
        stated.store_id,
        stated.channel,
        coalesce(without_lines.orders, 0) as orders,
        stated.spend_cents - coalesce(explained.spend_cents, 0) as spend_cents,
        coalesce(without_lines.return_cents, 0) as return_cents
    from stated
    left join explained using (sale_date, store_id, channel)
    left join without_lines using (sale_date, store_id, channel)
    where
        without_lines.orders is not null
        or stated.spend_cents is distinct from explained.spend_cents

),

stacked as (

    select
        itemised.sale_date,
        itemised.store_id,
        categories.product_category,
        itemised.channel,
        itemised.orders,
        itemised.line_items,
        itemised.quantity,
        itemised.spend_cents,
        itemised.return_cents
    from itemised
    inner join categories
        on itemised.category_key = categories.category_key
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
        sum(quantity)::decimal(38, 3) as quantity,
        {{ from_cents('sum(spend_cents)') }} as spend,
        {{ from_cents('sum(return_cents)') }} as return_amount
    from stacked
    group by sale_date, store_id, product_category, channel

)

select * from sales
