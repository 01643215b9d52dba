-- The lines of a customer (NULL: of all anonymous sales) by category, summed over the intervals of the
-- longest window: the pass over the line items that all families of lines share.
with

lines as (

    select
        *,
        greatest({{ to_cents('line_item_amount') }}, 0) as bought_cents
    from {{ ref('int_line_items') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

customer_categories as (

    select
        lines.customer_key,
        calendar.year_interval_id,
        lines.product_category,
        count(*) filter (where lines.line_item_amount >= 0) as bought_lines,
        count(lines.promotion_id) filter (where lines.line_item_amount >= 0) as promo_lines,
        sum(lines.bought_cents)::bigint as bought_cents,
        coalesce(sum(lines.bought_cents) filter (where lines.promotion_id is not null), 0)::bigint
            as promo_cents
    from lines
    inner join calendar
        on lines.sale_date = calendar.date_day
    group by lines.customer_key, calendar.year_interval_id, lines.product_category

)

select * from customer_categories
