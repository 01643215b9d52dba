-- A view that judges each record by itself: these are too many to write twice. What needs other records is
-- decided in int_repeated_line_items (copies) and int_line_items (the header), which writes them once.
{% set format = declared_format('store_sales_line_items') %}
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
        {{ to_decimal('quantity', format, 18, 3) }} as quantity,
        {{ to_amount('line_item_amount', format) }} as line_item_amount,
        {{ is_missing('quantity') }} as is_quantity_missing,
        {{ amount_problem('line_item_amount', format) }} as amount_problem,
        concat_ws(
            '|',
            {{ unreadable_text('quantity', to_decimal('quantity', format, 18, 3)) }},
            {{ unreadable_text('line_item_amount', to_amount('line_item_amount', format)) }}
        ) as unreadable_values,
        unreadable_reason
    from source

),

judged as (

    select
        *,
        case
            when unreadable_reason is not null then unreadable_reason
            when line_item_id is null then 'missing_key'
            when amount_problem is not null then amount_problem
            when abs(line_item_amount) > {{ var('max_amount') }} then 'amount_out_of_range'
            when quantity is null and not is_quantity_missing then 'invalid_quantity'
            when sign(quantity) * sign(line_item_amount) < 0 then 'sign_mismatch'
        end as rejection_reason
    from typed

)

select * {{ without('is_quantity_missing, amount_problem, unreadable_reason') }} from judged
