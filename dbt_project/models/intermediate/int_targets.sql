-- The only model that looks past a cutoff. Nothing but the mart refers to it.
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
        {{ spine_key('days.customer_key', 'cutoffs.cutoff_number') }} as spine_key,
        {{ from_cents('sum(days.spend_cents)') }} as future_spend_30d,
        sum(days.orders)::bigint as future_orders_30d
    from {{ ref('int_customer_days') }} as days
    inner join cutoffs
        on days.sale_date >= cutoffs.cutoff_date
        and days.sale_date < cutoffs.horizon_end_date
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
