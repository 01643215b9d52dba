-- A view: the lines are read once more for each family that needs them, never written again.
with

lines as (

    select * from {{ ref('stg_store_sales_line_items') }}
    where rejection_reason is null

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

products as (

    select * from {{ ref('stg_products') }}
    where rejection_reason is null

),

joined as (

    select
        lines.record_number,
        lines.line_item_id,
        lines.transaction_id,
        transactions.customer_key,
        transactions.sale_date,
        transactions.store_id,
        transactions.channel,
        transactions.is_purchase,
        lines.product_id,
        coalesce(products.product_category, 'unknown') as product_category,
        lines.promotion_id,
        lines.quantity,
        lines.line_item_amount
    from lines
    inner join transactions
        on lines.transaction_id = transactions.transaction_id
    left join products
        on lines.product_id = products.product_id

)

select * from joined
