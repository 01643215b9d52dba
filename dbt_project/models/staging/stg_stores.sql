{% set format = declared_format('stores') %}
with

source as (

    select * from {{ source('raw', 'stores') }}

),

typed as not materialized (

    select
        record_number,
        {{ clean_text('store_id') }} as store_id,
        {{ clean_text('store_name') }} as store_name,
        {{ clean_text('store_city') }} as store_city,
        {{ clean_text('store_region') }} as store_region,
        {{ to_day('opening_date', format) }} as opening_date,
        {{ is_unreadable('opening_date', to_day('opening_date', format)) }}
            as has_unreadable_value,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'store_id', ['store_name', 'store_city', 'store_region', 'opening_date']) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'store_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.store_id = repeated.store_id

)

select * exclude (unreadable_reason) from judged
