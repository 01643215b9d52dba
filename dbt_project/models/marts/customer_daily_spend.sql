-- The history of a customer, a day a row: for plots and totals.
with

days as (

    select * from {{ ref('int_customer_days') }}

),

spend as (

    select
        customer_id,
        sale_date,
        orders,
        {{ from_cents('spend_cents') }} as spend,
        {{ from_cents('return_cents') }} as return_amount
    from days

)

select * from spend
