{% set format = declared_format('stores') %}
with

source as (

    select * from {{ source('raw', 'stores') }}

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('store_id') }} as store_id,
        {{ clean_text('store_name') }} as store_name,
        {{ clean_text('store_city') }} as store_city,
        {{ clean_text('store_region') }} as store_region,
        {{ to_day('opening_date', format) }} as opening_date,
        nullif(
            concat_ws(
                '|',
                {{ unreadable_text('opening_date', to_day('opening_date', format)) }}
            ),
            ''
        ) as unreadable_values,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'store_id', [
        'store_name',
        'store_city',
        'store_region',
        'opening_date',
        'unreadable_values',
    ]) }}

),

judged as (

    select
        typed.*,
        typed.unreadable_values is not null as has_unreadable_value,
        case
            {{- key_verdicts('typed', 'store_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.store_id = repeated.store_id

)

select * {{ without('unreadable_values, unreadable_reason') }} from judged
