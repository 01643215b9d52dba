{% set format = declared_format('customer_details') %}
with

source as (

    select * from {{ source('raw', 'customer_details') }}

),

input_files as (

    select * from {{ source('raw', 'input_files') }}
    where source_table = 'customer_details'

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('first_name') }} as first_name,
        lower({{ clean_text('email') }}) as email,
        {{ phone_digits('customer_phone') }} as customer_phone,
        {{ is_number_like('customer_phone') }} as is_phone_a_number,
        {{ clean_text('loyalty_status') }} as loyalty_status,
        {{ clean_text('segment_id') }} as segment_id,
        {{ to_decimal('total_loyalty_points', format, 18, 2) }} as total_loyalty_points,
        {{ to_day('customer_since', format) }} as customer_since,
        {{ to_day('last_purchase_date', format) }} as last_purchase_date,
        {{ at_zone('input_files.checked_at', var('business_time_zone')) }} as checked_at,
        nullif(
            concat_ws(
                '|',
                {{ unreadable_text(
                    'total_loyalty_points', to_decimal('total_loyalty_points', format, 18, 2)
                ) }},
                {{ unreadable_text('customer_since', to_day('customer_since', format)) }},
                {{ unreadable_text('last_purchase_date', to_day('last_purchase_date', format)) }}
            ),
            ''
        ) as unreadable_values,
        unreadable_reason
    from source
    cross join input_files

),

repeated as (

    {{ repeated_keys('typed', 'customer_id', [
        'first_name',
        'email',
        'customer_phone',
        'loyalty_status',
        'segment_id',
        'total_loyalty_points',
        'customer_since',
        'last_purchase_date',
        'unreadable_values',
    ]) }}

),

judged as (

    select
        typed.*,
        typed.unreadable_values is not null as has_unreadable_value,
        case
            {{- key_verdicts('typed', 'customer_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.customer_id = repeated.customer_id

)

select * {{ without('unreadable_values, unreadable_reason') }} from judged
