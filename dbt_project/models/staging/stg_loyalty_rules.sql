with

source as (

    select * from {{ source('raw', 'loyalty_rules') }}

),

typed as not materialized (

    select
        record_number,
        {{ clean_text('rule_id') }} as rule_id,
        {{ clean_text('rule_name') }} as rule_name,
        {{ to_decimal('points_per_unit_spend', 18, 4) }} as points_per_unit_spend,
        {{ to_amount('min_spend_threshold') }} as min_spend_threshold,
        {{ to_decimal('bonus_points', 18, 2) }} as bonus_points
    from source

),

repeated as (

    {{ repeated_keys('typed', 'rule_id', [
        'rule_name',
        'points_per_unit_spend',
        'min_spend_threshold',
        'bonus_points',
    ]) }}

),

judged as (

    select
        typed.*,
        case
            {{- key_verdicts('typed', 'rule_id') }}
        end as rejection_reason
    from typed
    left join repeated
        on typed.rule_id = repeated.rule_id

)

select * from judged
