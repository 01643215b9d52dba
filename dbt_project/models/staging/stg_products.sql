with

source as (

    select * from {{ source('raw', 'products') }}

),

typed as not materialized (

    select
        record_number,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('product_category') }} as product_category,
        {{ to_amount('unit_price') }} as unit_price,
        {{ to_decimal('current_stock_level', 18, 3) }} as current_stock_level
    from source

),

repeated as (

    {{ repeated_keys('typed', 'product_id', [
        'product_name',
        'product_category',
        'unit_price',
        'current_stock_level',
    ]) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'product_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.product_id = repeated.product_id

)

select * from judged
