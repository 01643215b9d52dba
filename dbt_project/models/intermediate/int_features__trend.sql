-- Rising or falling: the last 30 days against the 90 days before them, as a ratio of daily rates.
with

sums as (

    select
        spine_key,
        orders_30d,
        spend_cents_30d,
        orders_120d - orders_30d as orders_before,
        spend_cents_120d - spend_cents_30d as spend_cents_before
    from {{ ref('int_window_sums') }}

),

features as (

    select
        spine_key,
        (orders_30d / 30) / nullif(orders_before / 90, 0) as trend_orders_ratio_30d,
        case
            when spend_cents_before > 0
                then (spend_cents_30d / 30) / (spend_cents_before / 90)
        end as trend_spend_ratio_30d
    from sums

)

select * from features
