-- The lines of a customer (NULL: of all anonymous sales) by category, summed over the intervals of the
-- longest window: the pass over the line items that all families of lines share.
with

lines as (

    select
        *,
        greatest(amount_cents, 0) as bought_cents
    from {{ ref('int_line_items') }}
    where rejection_reason is null

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

customer_categories as (

    select
        lines.customer_key,
        calendar.year_interval_id,
        lines.category_key,
        count(*) filter (where lines.amount_cents >= 0) as bought_lines,
        count(*) filter (where lines.amount_cents >= 0 and lines.is_promoted) as promo_lines,
        sum(lines.bought_cents)::bigint as bought_cents,
        coalesce(sum(lines.bought_cents) filter (where lines.is_promoted), 0)::bigint as promo_cents
    from lines
    inner join calendar
        on lines.sale_date = calendar.date_day
    group by lines.customer_key, calendar.year_interval_id, lines.category_key

)

-- In this order what is added up per customer and category lies side by side.
select * from customer_categories
{{ side_by_side('customer_key, category_key') }}
