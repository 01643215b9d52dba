-- The copies among the line items: of identical copies the first is kept, of differing ones none.
with

lines as {{ not_materialized() }} (

    select * from {{ ref('stg_store_sales_line_items') }}

),

repeated as (

    {{ repeated_keys('lines', 'line_item_id', [
        'transaction_id',
        'product_id',
        'promotion_id',
        'quantity',
        'line_item_amount',
        'unreadable_values',
    ]) }}

),

rejected as (

    select
        lines.record_number,
        case when repeated.is_conflicting then 'conflicting_key' else 'duplicate_key' end as rejection_reason
    from lines
    inner join repeated
        on lines.line_item_id = repeated.line_item_id
    where
        repeated.is_conflicting
        or lines.record_number > repeated.first_record_number

)

select * from rejected
