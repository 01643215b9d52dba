-- The history of a customer, a day a row: for plots and totals.
with

transactions as (

    select * from {{ ref('int_transactions') }}
    where customer_id is not null

),

days as (

    select
        customer_id,
        sale_date,
        count(*) filter (where is_purchase) as orders,
        sum(amount)::decimal(18, 2) as spend,
        coalesce(-sum(amount) filter (where not is_purchase), 0)::decimal(18, 2) as return_amount
    from transactions
    group by customer_id, sale_date

)

select * from days
