-- A line whose header was not accepted is found in int_line_items, where the two meet.
with

source as (

    select * from {{ source('raw', 'store_sales_line_items') }}

),

typed as materialized (

    select
        record_number,
        {{ clean_text('line_item_id') }} as line_item_id,
        {{ clean_text('transaction_id') }} as transaction_id,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('promotion_id') }} as promotion_id,
        try_cast({{ clean_text('quantity') }} as decimal(18, 3)) as quantity,
        {{ to_amount('line_item_amount') }} as line_item_amount,
        {{ clean_text('quantity') }} is null as is_quantity_missing,
        {{ clean_text('line_item_amount') }} is null as is_amount_missing
    from source

),

repeated as (

    {{ repeated_keys('typed', 'line_item_id', [
        'transaction_id',
        'product_id',
        'promotion_id',
        'quantity',
        'line_item_amount',
    ]) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'line_item_id') }}
            when typed.is_amount_missing then 'missing_amount'
            when typed.line_item_amount is null then 'invalid_amount'
            when abs(typed.line_item_amount) > {{ var('max_amount') }} then 'amount_out_of_range'
            when typed.quantity is null and not typed.is_quantity_missing then 'invalid_quantity'
            when sign(typed.quantity) * sign(typed.line_item_amount) < 0 then 'sign_mismatch'
        end as rejection_reason
    from typed
    left join repeated
        on typed.line_item_id = repeated.line_item_id

)

select * exclude (is_quantity_missing, is_amount_missing) from judged
