-- Sales of a customer, a day a row. The gap belongs to the day that ends it, so that it can be
-- summed over any window like a sale.
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
        sum({{ to_cents('amount') }})::bigint as spend_cents,
        coalesce(sum({{ to_cents('amount') }}) filter (where is_purchase), 0)::bigint as purchase_cents,
        coalesce(-sum({{ to_cents('amount') }}) filter (where not is_purchase), 0)::bigint as return_cents
    from transactions
    group by customer_id, sale_date

),

with_gaps as (

    select
        *,
        case
            when orders > 0
                then sale_date - lag(sale_date) over (partition by customer_id, orders > 0 order by sale_date)
        end as gap_days
    from days

)

select * from with_gaps
