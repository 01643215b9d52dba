-- How many products a customer bought for the first time, by interval. First times can be added up
-- over intervals; distinct products of a window could not.
with

first_purchases as (

    select
        customer_key,
        product_id,
        min(sale_date) as first_purchase_date
    from {{ ref('int_line_items') }}
    where
        customer_key is not null
        and product_id is not null
        and line_item_amount >= 0
    group by customer_key, product_id

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

new_products as (

    select
        first_purchases.customer_key,
        calendar.year_interval_id,
        count(*) as new_products
    from first_purchases
    inner join calendar
        on first_purchases.first_purchase_date = calendar.date_day
    group by first_purchases.customer_key, calendar.year_interval_id

)

select * from new_products
