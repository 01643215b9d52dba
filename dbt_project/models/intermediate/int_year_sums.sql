-- What a customer did in the last 365 days and in all history: counts and cents, to be divided by the
-- models of the families. The years here are the windows [cutoff - 365 d, cutoff).
with

days as (

    select * from {{ ref('int_customer_days') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

day_sums as (

    select
        days.customer_key,
        calendar.year_interval_id,
        sum(days.orders)::bigint as orders,
        {%- for channel in channels() %}
            sum(days.orders_{{ channel }})::bigint as orders_{{ channel }},
        {%- endfor %}
        sum(days.orders * (isodow(days.sale_date) >= 6)::integer)::bigint as weekend_orders,
        sum(days.orders * (day(days.sale_date) <= 10)::integer)::bigint as month_start_orders,
        sum(days.orders * (day(days.sale_date) > 20)::integer)::bigint as month_end_orders,
        sum(days.spend_cents)::bigint as spend_cents,
        sum(days.purchase_cents)::bigint as purchase_cents,
        sum(days.return_cents)::bigint as return_cents,
        sum(days.returns)::bigint as returns,
        sum(days.loyalty_micropoints)::bigint as loyalty_micropoints,
        {%- for half_life in half_lives() %}
            -- In millionths of a cent, so that the sum is the same in any order of the rows.
            sum(
                (
                    days.spend_cents * 1e6
                    * power(0.5, (calendar.year_interval_last_day - days.sale_date) / {{ half_life }})
                )::bigint
            )::bigint as faded_spend_{{ half_life }}d,
        {%- endfor %}
        count(*) filter (where days.orders > 0) as active_days,
        min(days.sale_date) filter (where days.orders > 0) as first_purchase_date,
        max(days.sale_date) filter (where days.orders > 0) as last_purchase_date,
        count(days.gap_days) as gaps,
        coalesce(sum(days.gap_days), 0)::bigint as gap_days,
        coalesce(sum(days.gap_days * days.gap_days), 0)::bigint as gap_days_squared
    from days
    inner join calendar
        on days.sale_date = calendar.date_day
    group by days.customer_key, calendar.year_interval_id

),

line_sums as (

    select
        customer_key,
        year_interval_id,
        sum(bought_lines)::bigint as bought_lines,
        sum(promo_lines)::bigint as promo_lines,
        sum(bought_cents)::bigint as bought_cents,
        sum(promo_cents)::bigint as promo_cents
    from {{ ref('int_customer_categories') }}
    group by customer_key, year_interval_id

),

interval_sums as (

    select
        day_sums.*,
        coalesce(line_sums.bought_lines, 0) as bought_lines,
        coalesce(line_sums.promo_lines, 0) as promo_lines,
        coalesce(line_sums.bought_cents, 0) as bought_cents,
        coalesce(line_sums.promo_cents, 0) as promo_cents,
        coalesce(new_products.new_products, 0) as new_products
    from day_sums
    left join line_sums
        on day_sums.customer_key = line_sums.customer_key
        and day_sums.year_interval_id = line_sums.year_interval_id
    left join {{ ref('int_new_products') }} as new_products
        on day_sums.customer_key = new_products.customer_key
        and day_sums.year_interval_id = new_products.year_interval_id

),

year_sums as (

    select
        {{ spine_key('sums.customer_key', 'windows.cutoff_number') }} as spine_key,
        sum(sums.orders * windows.in_365d)::bigint as orders_365d,
        {%- for channel in channels() %}
            sum(sums.orders_{{ channel }} * windows.in_365d)::bigint as orders_{{ channel }}_365d,
        {%- endfor %}
        sum(sums.weekend_orders * windows.in_365d)::bigint as weekend_orders_365d,
        sum(sums.month_start_orders * windows.in_365d)::bigint as month_start_orders_365d,
        sum(sums.month_end_orders * windows.in_365d)::bigint as month_end_orders_365d,
        sum(sums.active_days * windows.in_365d)::bigint as active_days_365d,
        sum(sums.purchase_cents * windows.in_365d)::bigint as purchase_cents_365d,
        sum(sums.return_cents * windows.in_365d)::bigint as return_cents_365d,
        sum(sums.returns * windows.in_365d)::bigint as returns_365d,
        sum(sums.loyalty_micropoints * windows.in_365d)::bigint as loyalty_micropoints_365d,
        sum(sums.bought_lines * windows.in_365d)::bigint as bought_lines_365d,
        sum(sums.promo_lines * windows.in_365d)::bigint as promo_lines_365d,
        sum(sums.bought_cents * windows.in_365d)::bigint as bought_cents_365d,
        sum(sums.promo_cents * windows.in_365d)::bigint as promo_cents_365d,
        sum(sums.new_products * windows.in_365d)::bigint as new_products_365d,
        sum(sums.new_products)::bigint as products_all,
        sum(sums.orders)::bigint as orders_all,
        sum(sums.spend_cents)::bigint as spend_cents_all,
        {%- for half_life in half_lives() %}
            sum((sums.faded_spend_{{ half_life }}d * windows.weight_{{ half_life }}d)::bigint)::bigint
                as faded_spend_{{ half_life }}d,
        {%- endfor %}
        min(sums.first_purchase_date) as first_purchase_date,
        max(sums.last_purchase_date) as last_purchase_date,
        sum(sums.gaps)::bigint as gaps,
        sum(sums.gap_days)::bigint as gap_days,
        sum(sums.gap_days_squared)::bigint as gap_days_squared
    from interval_sums as sums
    inner join {{ ref('int_year_windows') }} as windows
        on sums.year_interval_id = windows.year_interval_id
    group by all

)

select * from year_sums
