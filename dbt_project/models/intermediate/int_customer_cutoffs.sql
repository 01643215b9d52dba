-- The spine: the only place where a customer meets a cutoff.
with

first_purchases as (

    select
        customer_key,
        any_value(customer_id) as customer_id,
        min(sale_date) as first_purchase_date
    from {{ ref('int_transactions') }}
    where
        is_purchase
        and customer_key is not null
    group by customer_key

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

spine as (

    select
        {{ spine_key('first_purchases.customer_key', 'cutoffs.cutoff_number') }} as spine_key,
        first_purchases.customer_key,
        first_purchases.customer_id,
        cutoffs.cutoff_date
    from first_purchases
    inner join cutoffs
        on first_purchases.first_purchase_date < cutoffs.cutoff_date

)

select * from spine
