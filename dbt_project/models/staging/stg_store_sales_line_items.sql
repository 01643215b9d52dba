-- A view that judges each record by itself: these are too many to write twice. What needs other records is
-- decided in int_repeated_line_items (copies) and int_line_items (the header), which writes them once.
with

source as (

    select * from {{ source('raw', 'store_sales_line_items') }}

),

typed as (

    select
        record_number,
        {{ clean_text('line_item_id') }} as line_item_id,
        {{ clean_text('transaction_id') }} as transaction_id,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('promotion_id') }} as promotion_id,
        {{ to_decimal('quantity', 18, 3) }} as quantity,
        {{ to_amount('line_item_amount') }} as line_item_amount,
        {{ is_missing('quantity') }} as is_quantity_missing,
        {{ is_missing('line_item_amount') }} as is_amount_missing
    from source

),

judged as (

    select
        *,
        case
            when line_item_id is null then 'missing_key'
            when is_amount_missing then 'missing_amount'
            when line_item_amount is null then 'invalid_amount'
            when abs(line_item_amount) > {{ var('max_amount') }} then 'amount_out_of_range'
            when quantity is null and not is_quantity_missing then 'invalid_quantity'
            when sign(quantity) * sign(line_item_amount) < 0 then 'sign_mismatch'
        end as rejection_reason
    from typed

)

select * from judged
