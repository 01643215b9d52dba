with

source as (

    select * from {{ source('raw', 'promotion_details') }}

),

typed as not materialized (

    select
        record_number,
        {{ clean_text('promotion_id') }} as promotion_id,
        {{ clean_text('promotion_name') }} as promotion_name,
        {{ clean_text('applicable_category') }} as applicable_category,
        {{ to_decimal('discount_percentage', 9, 4) }} as discount_percentage,
        {{ to_day('start_date') }} as start_date,
        {{ to_day('end_date') }} as end_date
    from source

),

repeated as (

    {{ repeated_keys('typed', 'promotion_id', [
        'promotion_name',
        'applicable_category',
        'discount_percentage',
        'start_date',
        'end_date',
    ]) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'promotion_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.promotion_id = repeated.promotion_id

)

select * from judged
