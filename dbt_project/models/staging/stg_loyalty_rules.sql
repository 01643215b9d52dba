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
        {{ to_decimal('bonus_points', 18, 2) }} as bonus_points,
        {{ is_missing('points_per_unit_spend') }} as is_rate_missing,
        {{ is_missing('min_spend_threshold') }} as is_threshold_missing,
        {{ is_missing('bonus_points') }} as is_bonus_missing
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
            -- A threshold that cannot be read is not 0.
            when
                typed.points_per_unit_spend is null and not typed.is_rate_missing
                or typed.min_spend_threshold is null and not typed.is_threshold_missing
                or typed.bonus_points is null and not typed.is_bonus_missing
                then 'invalid_amount'
        end as rejection_reason
    from typed
    left join repeated
        on typed.rule_id = repeated.rule_id

)

select * exclude (is_rate_missing, is_threshold_missing, is_bonus_missing) from judged
