-- Sales of a customer, a day a row. The gap belongs to the day that ends it, so that it can be
-- summed over any window like a sale.
with

transactions as (

    select * from {{ ref('int_transactions') }}
    where customer_key is not null

),

loyalty_points as (

    select * from {{ ref('int_loyalty_points') }}

),

sales as (

    select
        transactions.customer_key,
        transactions.customer_id,
        transactions.sale_date,
        transactions.is_purchase,
        transactions.channel,
        {{ to_cents('transactions.amount') }} as amount_cents,
        (loyalty_points.loyalty_points * 1e6)::bigint as loyalty_micropoints
    from transactions
    left join loyalty_points
        on transactions.amount = loyalty_points.amount
        and transactions.is_purchase

),

days as (

    select
        customer_key,
        any_value(customer_id) as customer_id,
        sale_date,
        count(*) filter (where is_purchase) as orders,
        {%- for channel in channels() %}
            count(*) filter (where is_purchase and channel = '{{ channel }}') as orders_{{ channel }},
        {%- endfor %}
        sum(amount_cents)::bigint as spend_cents,
        coalesce(sum(amount_cents) filter (where is_purchase), 0)::bigint as purchase_cents,
        coalesce(-sum(amount_cents) filter (where not is_purchase), 0)::bigint as return_cents,
        count(*) filter (where not is_purchase) as returns,
        coalesce(sum(loyalty_micropoints), 0)::bigint as loyalty_micropoints
    from sales
    group by customer_key, sale_date

),

with_gaps as (

    select
        *,
        case
            when orders > 0
                then
                    sale_date
                    - lag(sale_date) over (partition by customer_key, orders > 0 order by sale_date)
        end as gap_days
    from days

)

select * from with_gaps
