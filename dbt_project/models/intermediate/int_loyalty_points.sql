-- What a purchase of an amount earns: the best of the rules whose threshold it reaches. A row an
-- amount, not a row a purchase, because many purchases cost the same.
with

amounts as (

    select distinct amount
    from {{ ref('int_transactions') }}
    where
        is_purchase
        and customer_id is not null

),

rules as (

    select
        coalesce(points_per_unit_spend, 0) as points_per_unit_spend,
        coalesce(min_spend_threshold, 0) as min_spend_threshold,
        coalesce(bonus_points, 0) as bonus_points
    from {{ ref('stg_loyalty_rules') }}
    where rejection_reason is null

),

points as (

    select
        amounts.amount,
        max(rules.points_per_unit_spend * amounts.amount + rules.bonus_points)::double as loyalty_points
    from amounts
    inner join rules
        on amounts.amount >= rules.min_spend_threshold
    group by amounts.amount

)

select * from points
