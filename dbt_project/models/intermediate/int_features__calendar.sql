-- When a customer buys: at the weekend, at the beginning or at the end of the month.
with

sums as (

    select * from {{ ref('int_year_sums') }}

),

features as (

    select
        spine_key,
        weekend_orders_365d / nullif(orders_365d, 0) as calendar_weekend_order_share_365d,
        month_start_orders_365d / nullif(orders_365d, 0) as calendar_month_start_order_share_365d,
        month_end_orders_365d / nullif(orders_365d, 0) as calendar_month_end_order_share_365d
    from sums

)

select * from features
