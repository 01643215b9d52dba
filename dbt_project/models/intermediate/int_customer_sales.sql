-- The sales that have a customer, registered or not, with what is added up of each. Points follow from the
-- amount alone, so they are joined by it.
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
        transactions.record_number,
        transactions.customer_key,
        transactions.sale_date,
        transactions.is_purchase,
        transactions.channel,
        {{ to_cents('transactions.amount') }} as amount_cents,
        {{ iso_weekday('transactions.sale_date') }} >= 6 as is_weekend,
        day(transactions.sale_date) as day_of_month,
        case
            when transactions.is_purchase
                then
                    {{ days_between(
                        'lag(transactions.sale_date) over purchases', 'transactions.sale_date'
                    ) }}
        end as gap_days,
        case
            when transactions.is_purchase
                then {{ rounded_to(wide_integer(), 'loyalty_points.loyalty_points * 1e6') }}
        end as loyalty_micropoints
    from transactions
    left join loyalty_points
        on transactions.amount = loyalty_points.amount
    window purchases as (
        partition by transactions.customer_key, transactions.is_purchase
        order by transactions.sale_date
    )

)

select * from sales
