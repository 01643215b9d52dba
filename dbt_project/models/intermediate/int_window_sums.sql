-- Orders and net spend over every trailing window: an equi-join of the interval sums with the flags
-- that say which interval lies in which window.
with

days as (

    select * from {{ ref('int_customer_days') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

interval_sums as (

    select
        days.customer_key,
        calendar.interval_id,
        sum(days.orders)::bigint as orders,
        sum(days.spend_cents)::bigint as spend_cents
    from days
    inner join calendar
        on days.sale_date = calendar.date_day
    group by days.customer_key, calendar.interval_id

),

window_sums as (

    select
        {{ spine_key('interval_sums.customer_key', 'windows.cutoff_number') }} as spine_key,
        {%- for window_days in window_starts() %}
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
