-- What counts as a sale, whose sale it is and what was spent: decided here, once.
with

headers as {{ not_materialized() }} (

    select * from {{ ref('stg_store_sales_header') }}
    where rejection_reason is null

),

lines as (

    select * from {{ ref('stg_store_sales_line_items') }}
    where rejection_reason is null

),

repeated_lines as (

    select * from {{ ref('int_repeated_line_items') }}

),

phone_owners as (

    select
        customer_phone,
        min(customer_id) as customer_id
    from {{ ref('stg_customer_details') }}
    where
        rejection_reason is null
        and customer_phone is not null
    group by customer_phone
    having count(*) = 1

),

unpriced_headers as (

    select transaction_id
    from headers
    where total_amount is null

),

line_totals as (

    select
        lines.transaction_id,
        sum(lines.line_item_amount)::decimal(18, 2) as amount
    from lines
    semi join unpriced_headers
        on lines.transaction_id = unpriced_headers.transaction_id
    anti join repeated_lines
        on lines.record_number = repeated_lines.record_number
    group by lines.transaction_id

),

stores as (

    select * from {{ ref('int_stores') }}

),

sales as (

    select
        headers.record_number,
        headers.transaction_id,
        coalesce(headers.customer_id, phone_owners.customer_id) as customer_id,
        case
            when headers.customer_id is not null then 'id'
            when phone_owners.customer_id is not null then 'phone'
            else 'anonymous'
        end as customer_match,
        headers.store_id,
        coalesce(headers.channel, stores.store_channel, 'in_store') as channel,
        headers.transacted_at,
        headers.transacted_at::date as sale_date,
        coalesce(headers.total_amount, line_totals.amount) as amount,
        coalesce(headers.total_amount, line_totals.amount) >= 0 as is_purchase,
        headers.total_amount is null as is_amount_from_lines
    from headers
    left join phone_owners
        on headers.customer_phone = phone_owners.customer_phone
    left join line_totals
        on headers.transaction_id = line_totals.transaction_id
    left join stores
        on headers.store_id = stores.store_id

),

customer_keys as (

    select * from {{ ref('int_customer_keys') }}

),

transactions as (

    select
        sales.record_number,
        sales.transaction_id,
        sales.customer_id,
        customer_keys.customer_key,
        sales.* {{ without('record_number, transaction_id, customer_id') }}
    from sales
    left join customer_keys
        on sales.customer_id = customer_keys.customer_id
    where sales.amount is not null

)

select * from transactions
