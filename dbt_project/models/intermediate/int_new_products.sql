-- How many products a customer bought for the first time, by interval. First times can be added up
-- over intervals; distinct products of a window could not.
with

first_purchases as (

    select
        customer_key,
        product_key,
        min(sale_date) as first_purchase_date
    from {{ ref('int_line_items') }}
    where
        rejection_reason is null
        and customer_key is not null
        and product_key is not null
        and amount_cents >= 0
    group by customer_key, product_key

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
