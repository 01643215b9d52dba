{% set format = declared_format('promotion_details') %}
with

source as (

    select * from {{ source('raw', 'promotion_details') }}

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('promotion_id') }} as promotion_id,
        {{ clean_text('promotion_name') }} as promotion_name,
        {{ clean_text('applicable_category') }} as applicable_category,
        {{ to_decimal('discount_percentage', format, 9, 4) }} as discount_percentage,
        {{ to_day('start_date', format) }} as start_date,
        {{ to_day('end_date', format) }} as end_date,
        nullif(
            concat_ws(
                '|',
                {{ unreadable_text('discount_percentage', to_decimal('discount_percentage', format, 9, 4)) }},
                {{ unreadable_text('start_date', to_day('start_date', format)) }},
                {{ unreadable_text('end_date', to_day('end_date', format)) }}
            ),
            ''
        ) as unreadable_values,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'promotion_id', [
        'promotion_name',
        'applicable_category',
        'discount_percentage',
        'start_date',
        'end_date',
        'unreadable_values',
    ]) }}

),

judged as (

    select
        typed.*,
        typed.unreadable_values is not null as has_unreadable_value,
        case
            {{- key_verdicts('typed', 'promotion_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.promotion_id = repeated.promotion_id

)

select * {{ without('unreadable_values, unreadable_reason') }} from judged
