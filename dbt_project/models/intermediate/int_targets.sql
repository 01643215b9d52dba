-- The only model that looks past a cutoff. Nothing but int_customer_features refers to it.
with

cutoffs as (

    select
        cutoff_number,
        cutoff_date,
        cutoff_date + {{ horizon_days() }} as horizon_end_date,
        cutoff_date + {{ horizon_days() }} <= max(cutoff_date) over () as is_complete
    from {{ ref('int_cutoffs') }}

),

future_sales as (

    select
        {{ spine_key('transactions.customer_key', 'cutoffs.cutoff_number') }} as spine_key,
        sum(transactions.amount)::decimal(18, 2) as future_spend_30d,
        count(*) filter (where transactions.is_purchase) as future_orders_30d
    from {{ ref('int_transactions') }} as transactions
    inner join cutoffs
        on transactions.sale_date >= cutoffs.cutoff_date
        and transactions.sale_date < cutoffs.horizon_end_date
    where transactions.customer_key is not null
    group by all

),

targets as (

    select
        spine.spine_key,
        case when cutoffs.is_complete then coalesce(future_sales.future_spend_30d, 0) end as future_spend_30d,
        case when cutoffs.is_complete then coalesce(future_sales.future_orders_30d, 0) end
            as future_orders_30d
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join cutoffs
        on spine.cutoff_date = cutoffs.cutoff_date
    left join future_sales
        on spine.spine_key = future_sales.spine_key

)

select * from targets
