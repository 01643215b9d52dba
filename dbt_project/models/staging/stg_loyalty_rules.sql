{% set format = declared_format('loyalty_rules') %}
with

source as (

    select * from {{ source('raw', 'loyalty_rules') }}

),

typed as {{ not_materialized() }} (

    select
        record_number,
        {{ clean_text('rule_id') }} as rule_id,
        {{ clean_text('rule_name') }} as rule_name,
        {{ to_decimal('points_per_unit_spend', format, 18, 4) }} as points_per_unit_spend,
        {{ to_amount('min_spend_threshold', format) }} as min_spend_threshold,
        {{ to_decimal('bonus_points', format, 18, 2) }} as bonus_points,
        nullif(
            concat_ws(
                '|',
                {{ unreadable_text(
                    'points_per_unit_spend', to_decimal('points_per_unit_spend', format, 18, 4)
                ) }},
                {{ unreadable_text('min_spend_threshold', to_amount('min_spend_threshold', format)) }},
                {{ unreadable_text('bonus_points', to_decimal('bonus_points', format, 18, 2)) }}
            ),
            ''
        ) as unreadable_values,
        unreadable_reason
    from source

),

repeated as (

    {{ repeated_keys('typed', 'rule_id', [
        'rule_name',
        'points_per_unit_spend',
        'min_spend_threshold',
        'bonus_points',
        'unreadable_values',
    ]) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'rule_id') }}
            -- A threshold that cannot be read is not 0.
            when typed.unreadable_values is not null then 'invalid_amount'
        end as rejection_reason
    from typed
    left join repeated
        on typed.rule_id = repeated.rule_id

)

select * {{ without('unreadable_values, unreadable_reason') }} from judged
