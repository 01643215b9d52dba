-- Recency, frequency, monetary value and the rhythm of purchases, over trailing windows.
with

customer_intervals as (

    select
        days.customer_id,
        calendar.interval_id,
        sum(days.orders)::bigint as orders,
        sum(days.spend_cents)::bigint as spend_cents,
        sum(days.purchase_cents)::bigint as purchase_cents,
        sum(days.return_cents)::bigint as return_cents,
        count(*) filter (where days.orders > 0) as active_days,
        min(days.sale_date) filter (where days.orders > 0) as first_purchase_date,
        max(days.sale_date) filter (where days.orders > 0) as last_purchase_date,
        count(days.gap_days) as gaps,
        sum(days.gap_days)::bigint as gap_days,
        sum(days.gap_days * days.gap_days)::bigint as gap_days_squared
    from {{ ref('int_customer_days') }} as days
    inner join {{ ref('int_calendar') }} as calendar
        on days.sale_date = calendar.date_day
    group by days.customer_id, calendar.interval_id

),

summed as (

    select
        sales.customer_id,
        windows.cutoff_date,
        {%- for window_days in var('rfm_windows') %}
            sum(sales.orders * windows.in_{{ window_days }}d)::bigint as orders_{{ window_days }}d,
            sum(sales.spend_cents * windows.in_{{ window_days }}d)::bigint as spend_cents_{{ window_days }}d,
        {%- endfor %}
        sum(sales.orders)::bigint as orders_all,
        sum(sales.spend_cents)::bigint as spend_cents_all,
        sum(sales.return_cents * windows.in_365d)::bigint as return_cents_365d,
        sum(sales.purchase_cents * windows.in_365d)::bigint as purchase_cents_365d,
        sum(sales.orders * windows.in_365d)::bigint as purchases_365d,
        sum(sales.active_days * windows.in_365d)::bigint as active_days_365d,
        min(sales.first_purchase_date) as first_purchase_date,
        max(sales.last_purchase_date) as last_purchase_date,
        sum(sales.gaps)::bigint as gaps,
        sum(sales.gap_days)::bigint as gap_days,
        sum(sales.gap_days_squared)::bigint as gap_days_squared
    from customer_intervals as sales
    inner join {{ ref('int_interval_windows') }} as windows
        on sales.interval_id = windows.interval_id
    group by sales.customer_id, windows.cutoff_date

),

features as (

    select
        spine.customer_id,
        spine.cutoff_date,
        spine.cutoff_date - summed.first_purchase_date as rfm_tenure_days,
        spine.cutoff_date - summed.last_purchase_date as rfm_recency_days,
        {%- for window_days in var('rfm_windows') %}
            summed.orders_{{ window_days }}d as rfm_orders_{{ window_days }}d,
        {%- endfor %}
        summed.orders_all as rfm_orders_all,
        {%- for window_days in var('rfm_windows') %}
            {{ from_cents('summed.spend_cents_' ~ window_days ~ 'd') }} as rfm_spend_{{ window_days }}d,
        {%- endfor %}
        {{ from_cents('summed.spend_cents_all') }} as rfm_spend_all,
        {{ from_cents('summed.return_cents_365d') }} as rfm_return_amount_365d,
        summed.purchase_cents_365d / nullif(100 * summed.purchases_365d, 0) as rfm_average_order_value_365d,
        summed.active_days_365d as rfm_active_days_365d,
        summed.gap_days / nullif(summed.gaps, 0) as rfm_gap_days_mean,
        case
            when summed.gaps >= 2
                then sqrt(
                    (summed.gaps * summed.gap_days_squared - summed.gap_days * summed.gap_days)
                    / (summed.gaps * (summed.gaps - 1))
                )
        end as rfm_gap_days_std
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join summed
        on spine.customer_id = summed.customer_id
        and spine.cutoff_date = summed.cutoff_date

)

select * from features
