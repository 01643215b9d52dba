-- Orders and net spend over every trailing window: an equi-join of the interval sums with the flags
-- that say which interval lies in which window.
with

sales as (

    select * from {{ ref('int_customer_sales') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

-- In the order of the customers, so that what is added up per customer lies side by side.
interval_sums as (

    select
        sales.customer_key,
        calendar.interval_id,
        count(*) filter (where sales.is_purchase) as orders,
        sum(sales.amount_cents)::bigint as spend_cents
    from sales
    inner join calendar
        on sales.sale_date = calendar.date_day
    group by sales.customer_key, calendar.interval_id
    {{ side_by_side('sales.customer_key') }}

),

window_sums as (

    select
        {{ spine_key('interval_sums.customer_key', 'windows.cutoff_number') }} as spine_key,
        {%- for window_days in trailing_windows() %}
            sum(interval_sums.orders * windows.in_{{ window_days }}d)::bigint as orders_{{ window_days }}d,
            sum(interval_sums.spend_cents * windows.in_{{ window_days }}d)::bigint
                as spend_cents_{{ window_days }}d
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from interval_sums
    inner join {{ ref('int_interval_windows') }} as windows
        on interval_sums.interval_id = windows.interval_id
    group by all

)

select * from window_sums
