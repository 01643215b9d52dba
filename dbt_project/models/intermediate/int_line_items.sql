-- Every line item, once, in numbers, with its last verdict: it needs an accepted header, and a key of its
-- own. The ids of the line stand in staging, at the same record_number.
with

lines as (

    select * from {{ ref('stg_store_sales_line_items') }}

),

repeated as (

    select * from {{ ref('int_repeated_line_items') }}

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

products as (

    select * from {{ ref('int_products') }}

),

unknown_product as (

    select * from products
    where product_key = 0

),

judged as (

    select
        lines.record_number,
        transactions.record_number as transaction_number,
        transactions.customer_key,
        transactions.sale_date,
        case when lines.product_id is not null then coalesce(products.product_key, 0) end as product_key,
        coalesce(products.category_key, unknown_product.category_key) as category_key,
        lines.promotion_id is not null as is_promoted,
        lines.quantity,
        lines.line_item_amount,
        case
            when lines.rejection_reason = 'missing_key' then lines.rejection_reason
            when repeated.rejection_reason is not null then repeated.rejection_reason
            when lines.rejection_reason is not null then lines.rejection_reason
            when transactions.record_number is null then 'orphan_line'
        end as rejection_reason
    from lines
    cross join unknown_product
    left join repeated
        on lines.record_number = repeated.record_number
    left join transactions
        on lines.transaction_id = transactions.transaction_id
    left join products
        on lines.product_id = products.product_id

),

in_cents as (

    select
        * {{ without('line_item_amount, rejection_reason') }},
        -- An amount out of range need not fit.
        case when rejection_reason is null then {{ to_cents('line_item_amount') }} end as amount_cents,
        rejection_reason
    from judged

)

select * from in_cents
