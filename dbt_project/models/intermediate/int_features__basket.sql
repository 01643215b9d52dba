-- How large a basket is, and how much of the range a customer knows.
with

sums as (

    select * from {{ ref('int_year_sums') }}

),

features as (

    select
        spine_key,
        bought_lines_365d / nullif(orders_365d, 0) as basket_lines_per_order_365d,
        new_products_365d as basket_new_products_365d,
        products_all as basket_distinct_products_all
    from sums

)

select * from features
