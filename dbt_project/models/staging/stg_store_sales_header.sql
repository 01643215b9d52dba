-- A header without an amount is not rejected here: its lines may say it (int_transactions).
{% set format = declared_format('store_sales_header') %}
with

source as (

    select * from {{ source('raw', 'store_sales_header') }}

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('transaction_id') }} as transaction_id,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('store_id') }} as store_id,
        case
            when lower({{ clean_text('channel') }}) in ('in_store', 'web', 'mobile')
                then lower({{ clean_text('channel') }})
            when {{ clean_text('channel') }} is not null then 'other'
        end as channel,
        {{ phone_digits('customer_phone') }} as customer_phone,
        {{ is_number_like('customer_phone') }} as is_phone_a_number,
        {{ to_local_timestamp('transaction_date', format) }} as transacted_at,
        {{ to_amount('total_amount', format) }} as total_amount,
        {{ is_missing('transaction_date') }} as is_date_missing,
        {{ amount_problem('total_amount', format) }} as amount_problem,
        concat_ws(
            '|',
            {{ unreadable_text('transaction_date', to_local_timestamp('transaction_date', format)) }},
            {{ unreadable_text('total_amount', to_amount('total_amount', format)) }}
        ) as unreadable_values,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'transaction_id', [
        'customer_id',
        'store_id',
        'channel',
        'customer_phone',
        'transacted_at',
        'total_amount',
        'unreadable_values',
    ]) }}

),

input_check as (

    select ({{ at_zone('checked_at', var('business_time_zone')) }})::date as checked_on
    from {{ source('raw', 'input_files') }}
    where source_table = 'store_sales_header'

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'transaction_id') }}
            when typed.is_date_missing then 'missing_date'
            when typed.transacted_at is null then 'invalid_date'
            when
                typed.transacted_at < timestamp '1970-01-01'
                or typed.transacted_at::date > input_check.checked_on
            {% if as_of_date() %}
                    or typed.transacted_at >= timestamp '{{ as_of_date() }}'
                {% endif %}
                then 'date_out_of_range'
            when typed.amount_problem != 'missing_amount' then typed.amount_problem
            when abs(typed.total_amount) > {{ var('max_amount') }} then 'amount_out_of_range'
        end as rejection_reason
    from typed
    cross join input_check
    left join repeated
        on typed.transaction_id = repeated.transaction_id

)

select * {{ without('is_date_missing, amount_problem, unreadable_values, unreadable_reason') }} from judged
