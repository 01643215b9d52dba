-- What a customer did in the last 365 days and in all history: counts and cents, to be divided by the
-- models of the families. The years here are the windows [cutoff - 365 d, cutoff).
with

interval_sums as (

    select * from {{ ref('int_year_interval_sums') }}

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
        sum(sums.loyalty_micropoints * windows.in_365d) as loyalty_micropoints_365d,
        sum(sums.bought_lines * windows.in_365d)::bigint as bought_lines_365d,
        sum(sums.promo_lines * windows.in_365d)::bigint as promo_lines_365d,
        sum(sums.bought_cents * windows.in_365d)::bigint as bought_cents_365d,
        sum(sums.promo_cents * windows.in_365d)::bigint as promo_cents_365d,
        sum(sums.new_products * windows.in_365d)::bigint as new_products_365d,
        sum(sums.new_products)::bigint as products_all,
        sum(sums.orders)::bigint as orders_all,
        sum(sums.spend_cents)::bigint as spend_cents_all,
        {%- for half_life in half_lives() %}
            {% set weight = 'windows.weight_' ~ half_life ~ 'd' -%}
            {% set faded_orders = 'sums.faded_orders_' ~ half_life ~ 'd * ' ~ weight -%}
            {% set faded_spend = 'sums.faded_spend_' ~ half_life ~ 'd * ' ~ weight -%}
            sum({{ rounded_to('bigint', faded_orders) }})::bigint as faded_orders_{{ half_life }}d,
            sum({{ rounded_to(wide_integer(), faded_spend) }}) as faded_spend_{{ half_life }}d,
        {%- endfor %}
        sum(sums.active_days)::bigint as active_days_all,
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
