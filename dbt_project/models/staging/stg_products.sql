{% set format = declared_format('products') %}
with

source as (

    select * from {{ source('raw', 'products') }}

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('product_category') }} as product_category,
        {{ to_amount('unit_price', format) }} as unit_price,
        {{ to_decimal('current_stock_level', format, 18, 3) }} as current_stock_level,
        nullif(
            concat_ws(
                '|',
                {{ unreadable_text('unit_price', to_amount('unit_price', format)) }},
                {{ unreadable_text('current_stock_level', to_decimal('current_stock_level', format, 18, 3)) }}
            ),
            ''
        ) as unreadable_values,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'product_id', [
        'product_name',
        'product_category',
        'unit_price',
        'current_stock_level',
        'unreadable_values',
    ]) }}

),

judged as (

    select
        typed.*,
        typed.unreadable_values is not null as has_unreadable_value,
        case
            {{- key_verdicts('typed', 'product_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.product_id = repeated.product_id

)

select * {{ without('unreadable_values, unreadable_reason') }} from judged
