-- How much customers spend at the time of the cutoff, and how the season went a year before: the same for all
-- customers of a cutoff, so it says nothing about one of them and serves as a scale.
with

spine as (

    select * from {{ ref('int_customer_cutoffs') }}

),

rfm as (

    select * from {{ ref('int_features__rfm') }}

),

history as (

    select min(sale_date) as first_date from {{ ref('int_transactions') }}

),

cutoffs as (

    select
        cutoff_date,
        {{ days_between('first_date', 'cutoff_date') }} as history_days
    from {{ ref('int_cutoffs') }}
    cross join history

),

daily_sales as (

    select
        sale_date,
        sum(amount_cents)::bigint as cents
    from {{ ref('int_customer_sales') }}
    group by sale_date

),

recent as (

    select
        cutoff_date,
        sum(rfm_spend_90d)::double / count(*) as mean_spend_90d
    from rfm
    group by cutoff_date

),

-- The 30 days that follow the cutoff's day of last year, and the 30 before them.
last_year as (

    select
        cutoffs.cutoff_date,
        sum(sales.cents) filter (where sales.sale_date >= cutoffs.cutoff_date - 365) as cents_after,
        sum(sales.cents) filter (where sales.sale_date < cutoffs.cutoff_date - 365) as cents_before
    from cutoffs
    inner join daily_sales as sales
        on sales.sale_date >= cutoffs.cutoff_date - 395
        and sales.sale_date < cutoffs.cutoff_date - 335
    where cutoffs.history_days >= 395
    group by cutoffs.cutoff_date

),

levels as (

    select
        cutoffs.cutoff_date,
        greatest(recent.mean_spend_90d * 30 / least(90, cutoffs.history_days), 0.01) as level_spend_30d,
        case
            when last_year.cents_before > 0
                then coalesce(last_year.cents_after, 0) / last_year.cents_before
        end as level_growth_last_year
    from cutoffs
    inner join recent
        on cutoffs.cutoff_date = recent.cutoff_date
    left join last_year
        on cutoffs.cutoff_date = last_year.cutoff_date

),

features as (

    select
        spine.spine_key,
        levels.level_spend_30d,
        levels.level_growth_last_year
    from spine
    inner join levels
        on spine.cutoff_date = levels.cutoff_date

)

select * from features
