-- The only model that looks past a cutoff. Nothing but the mart refers to it.
with

cutoffs as (

    select
        cutoff_date,
        cutoff_date + {{ horizon_days() }} as horizon_end_date,
        cutoff_date + {{ horizon_days() }} <= max(cutoff_date) over () as is_complete
    from {{ ref('int_cutoffs') }}

),

future_sales as (

    select
        days.customer_id,
        cutoffs.cutoff_date,
        {{ from_cents('sum(days.spend_cents)') }} as future_spend_30d,
        sum(days.orders)::bigint as future_orders_30d
    from {{ ref('int_customer_days') }} as days
    inner join cutoffs
        on days.sale_date >= cutoffs.cutoff_date
        and days.sale_date < cutoffs.horizon_end_date
    group by days.customer_id, cutoffs.cutoff_date

),

targets as (

    select
        spine.customer_id,
        spine.cutoff_date,
        case when cutoffs.is_complete then coalesce(future_sales.future_spend_30d, 0) end as future_spend_30d,
        case when cutoffs.is_complete then coalesce(future_sales.future_orders_30d, 0) end
            as future_orders_30d
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join cutoffs
        on spine.cutoff_date = cutoffs.cutoff_date
    left join future_sales
        on spine.customer_id = future_sales.customer_id
        and spine.cutoff_date = future_sales.cutoff_date

)

select * from targets
