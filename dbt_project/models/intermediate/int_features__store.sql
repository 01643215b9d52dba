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
    {{ side_by_side('transactions.customer_key') }}

),

windows as (

    select * from {{ ref('int_year_windows_wide') }}

),

store_lists as (

    select
        interval_sums.customer_key,
        interval_sums.store_id,
        {{ by_cutoff('sum(interval_sums.orders * windows.is_before_#)::bigint') }} as orders_by_cutoff,
        {{ by_cutoff('max(windows.in_365d_of_#)') }} as in_365d_by_cutoff,
        {{ by_cutoff('max(interval_sums.last_purchase_at) filter (where windows.is_before_# = 1)') }}
            as last_purchase_at_by_cutoff
    from interval_sums
    inner join windows
        on interval_sums.year_interval_id = windows.year_interval_id
    group by interval_sums.customer_key, interval_sums.store_id

),

store_sums as (

    select
        customer_key,
        store_id,
        {{ each_of_all({
            'cutoff_number': list_of(cutoff_numbers()),
            'orders': 'orders_by_cutoff',
            'in_365d': 'in_365d_by_cutoff',
            'last_purchase_at': 'last_purchase_at_by_cutoff',
        }) }}
    from store_lists

),

homes as (

    select
        {{ spine_key('customer_key', 'cutoff_number') }} as spine_key,
        sum(in_365d)::bigint as store_count_365d,
        -- Ties go to the store of the latest purchase.
        {{ first_by('store_id', ['-orders', '-' ~ microseconds('last_purchase_at'), 'store_id']) }}
            as store_home_id
    from store_sums
    where orders > 0
    group by all

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
