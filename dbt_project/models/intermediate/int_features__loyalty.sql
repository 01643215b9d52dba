-- The points that the purchases of the last 365 days earned by the rules: rebuilt, because the balance
-- in the customer record is that of today.
with

sums as (

    select * from {{ ref('int_year_sums') }}

),

features as (

    select
        spine_key,
        loyalty_micropoints_365d / 1e6 as loyalty_points_earned_365d
    from sums

)

select * from features
