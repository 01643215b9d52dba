-- How regularly a customer buys, and for how much a day, by the last purchase days before the cutoff. The
-- days of a customer are written once, as lists in their order; each cutoff takes a slice that ends with the
-- last one before it.
with

purchase_days as (

    select
        customer_key,
        sale_date,
        sum(amount_cents)::bigint as day_cents,
        max(gap_days) as gap_days
    from {{ ref('int_customer_sales') }}
    where is_purchase
    group by customer_key, sale_date

),

purchase_day_lists as (

    select
        customer_key,
        {{ ordered_list('day_cents', 'sale_date') }} as day_cents,
        {{ ordered_list('gap_days', 'sale_date') }} as gap_days
    from purchase_days
    group by customer_key

),

-- Where a customer's slice begins and ends. A gap belongs to the day that ends it, so the first day of the
-- slice brings none.
spine as (

    select
        spine.spine_key,
        spine.customer_key,
        rfm.rfm_recency_days,
        rfm.rfm_active_days_all as last_day,
        greatest(rfm.rfm_active_days_all - {{ rhythm_days() }}, 0) + 1 as first_day
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join {{ ref('int_features__rfm') }} as rfm
        on spine.spine_key = rfm.spine_key

),

slices as (

    select
        spine.spine_key,
        spine.rfm_recency_days,
        {{ list_part('lists.day_cents', 'spine.first_day', 'spine.last_day') }} as day_cents,
        {{ list_part('lists.gap_days', 'spine.first_day + 1', 'spine.last_day') }} as gap_days
    from spine
    inner join purchase_day_lists as lists
        on spine.customer_key = lists.customer_key

),

features as (

    select
        spine_key,
        {{ list_quantile('gap_days', 0.5) }} as rhythm_gap_days_median,
        {{ list_quantile('gap_days', 0.9) }} as rhythm_gap_days_p90,
        {{ list_largest('gap_days') }} as rhythm_gap_days_max,
        rfm_recency_days / {{ list_quantile('gap_days', 0.5) }} as rhythm_recency_to_gap,
        {{ list_quantile('day_cents', 0.5) }} / 100 as rhythm_day_spend_median,
        {{ list_std('day_cents') }} / 100 as rhythm_day_spend_std,
        {{ from_cents(list_last('day_cents')) }} as rhythm_last_day_spend
    from slices

)

select * from features
