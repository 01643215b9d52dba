-- How much is bought under a promotion. A promotion that promotion_details lacks is one all the same.
with

sums as (

    select * from {{ ref('int_year_sums') }}

),

features as (

    select
        spine_key,
        promo_lines_365d / nullif(bought_lines_365d, 0) as promo_line_share_365d,
        promo_cents_365d / nullif(bought_cents_365d, 0) as promo_spend_share_365d
    from sums

)

select * from features
