-- Which stores a customer uses, and the one that is home: most purchases before the cutoff.
with

transactions as (

    select * from {{ ref('int_transactions') }}
    where
        is_purchase
        and customer_key is not null
        and store_id is not null

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

interval_sums as (

    select
        transactions.customer_key,
        calendar.year_interval_id,
        transactions.store_id,
        count(*) as orders,
        max(transactions.transacted_at) as last_purchase_at
    from transactions
    inner join calendar
        on transactions.sale_date = calendar.date_day
    group by transactions.customer_key, calendar.year_interval_id, transactions.store_id
    order by transactions.customer_key

),

store_sums as (

    select
        {{ spine_key('interval_sums.customer_key', 'windows.cutoff_number') }} as spine_key,
        interval_sums.store_id,
        sum(interval_sums.orders) as orders,
        max(windows.in_365d) as in_365d,
        max(interval_sums.last_purchase_at) as last_purchase_at
    from interval_sums
    inner join {{ ref('int_year_windows') }} as windows
        on interval_sums.year_interval_id = windows.year_interval_id
    group by all

),

homes as (

    select
        spine_key,
        sum(in_365d)::bigint as store_count_365d,
        -- Ties go to the store of the latest purchase.
        first(store_id order by orders desc, last_purchase_at desc, store_id asc) as store_home_id
    from store_sums
    group by spine_key

),

features as (

    select
        spine.spine_key,
        coalesce(homes.store_count_365d, 0) as store_count_365d,
        homes.store_home_id,
        stores.store_region as store_home_region
    from {{ ref('int_customer_cutoffs') }} as spine
    left join homes
        on spine.spine_key = homes.spine_key
    left join {{ ref('int_stores') }} as stores
        on homes.store_home_id = stores.store_id

)

select * from features
