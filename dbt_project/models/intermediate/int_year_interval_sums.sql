-- What a customer did in each interval of the longest window: counts and cents, so that they can be added
-- up.
with

sales as (

    select
        sales.*,
        calendar.year_interval_id,
        {{ days_between('sales.sale_date', 'calendar.year_interval_last_day') }} as days_to_interval_end
    from {{ ref('int_customer_sales') }} as sales
    inner join {{ ref('int_calendar') }} as calendar
        on sales.sale_date = calendar.date_day

),

sale_sums as (

    select
        customer_key,
        year_interval_id,
        count(*) filter (where is_purchase) as orders,
        {%- for channel in channels() %}
            count(*) filter (where is_purchase and channel = '{{ channel }}') as orders_{{ channel }},
        {%- endfor %}
        count(*) filter (where is_purchase and is_weekend) as weekend_orders,
        count(*) filter (where is_purchase and day_of_month <= 10) as month_start_orders,
        count(*) filter (where is_purchase and day_of_month > 20) as month_end_orders,
        count(*) filter (where not is_purchase) as returns,
        sum(amount_cents)::bigint as spend_cents,
        coalesce(sum(amount_cents) filter (where is_purchase), 0)::bigint as purchase_cents,
        coalesce(-sum(amount_cents) filter (where not is_purchase), 0)::bigint as return_cents,
        coalesce(sum(loyalty_micropoints), 0) as loyalty_micropoints,
        {%- for half_life in half_lives() %}
            -- In billionths of a purchase and millionths of a cent, so that the sum is the same in any order
            -- of the rows.
            {% set fading = 'power(0.5, days_to_interval_end / ' ~ half_life ~ ')' -%}
            sum({{ rounded_to('bigint', 'is_purchase::integer * 1e9 * ' ~ fading) }})::bigint
                as faded_orders_{{ half_life }}d,
            sum({{ rounded_to(wide_integer(), 'amount_cents * 1e6 * ' ~ fading) }})
                as faded_spend_{{ half_life }}d,
        {%- endfor %}
        -- The first purchase of a day: the very first has no gap, another one on the day a gap of 0.
        count(*) filter (where is_purchase and coalesce(gap_days, 1) > 0) as active_days,
        min(sale_date) filter (where is_purchase) as first_purchase_date,
        max(sale_date) filter (where is_purchase) as last_purchase_date,
        count(*) filter (where gap_days > 0) as gaps,
        coalesce(sum(gap_days), 0)::bigint as gap_days,
        coalesce(sum(gap_days * gap_days), 0)::bigint as gap_days_squared
    from sales
    group by customer_key, year_interval_id

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
        sale_sums.*,
        coalesce(line_sums.bought_lines, 0) as bought_lines,
        coalesce(line_sums.promo_lines, 0) as promo_lines,
        coalesce(line_sums.bought_cents, 0) as bought_cents,
        coalesce(line_sums.promo_cents, 0) as promo_cents,
        coalesce(new_products.new_products, 0) as new_products
    from sale_sums
    left join line_sums
        on sale_sums.customer_key = line_sums.customer_key
        and sale_sums.year_interval_id = line_sums.year_interval_id
    left join {{ ref('int_new_products') }} as new_products
        on sale_sums.customer_key = new_products.customer_key
        and sale_sums.year_interval_id = new_products.year_interval_id

)

-- In this order what is added up per customer lies side by side.
select * from interval_sums
{{ side_by_side('customer_key') }}
