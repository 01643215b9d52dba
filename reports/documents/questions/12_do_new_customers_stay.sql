-- Do new customers stay: what share of each cohort buys again, month by month?
-- A cohort is everyone whose first purchase fell into the month. NULL where the month was not over when the data end. In data that begin
-- in the middle of the retailer's life, the first cohorts hold old customers, too.
with

months as (

    select
        customer_id,
        date_trunc('month', sale_date)::date as month,
        min(date_trunc('month', sale_date)::date) over (partition by customer_id) as cohort
    from marts.customer_daily_spend
    where orders > 0

),

ages as (

    select distinct
        customer_id,
        cohort,
        date_diff('month', cohort, month) as age
    from months

),

ends as (

    select max(cutoff_date) as as_of_date from marts.customer_features

)

select
    strftime(cohort, '%Y-%m') as first_month,
    count(*) filter (where age = 0) as customers,
    case
        when cohort + interval 2 month <= as_of_date
            then round(count(*) filter (where age = 1) / count(*) filter (where age = 0), 3)
    end as month_1,
    case
        when cohort + interval 3 month <= as_of_date
            then round(count(*) filter (where age = 2) / count(*) filter (where age = 0), 3)
    end as month_2,
    case
        when cohort + interval 4 month <= as_of_date
            then round(count(*) filter (where age = 3) / count(*) filter (where age = 0), 3)
    end as month_3,
    case
        when cohort + interval 7 month <= as_of_date
            then round(count(*) filter (where age = 6) / count(*) filter (where age = 0), 3)
    end as month_6,
    case
        when cohort + interval 10 month <= as_of_date
            then round(count(*) filter (where age = 9) / count(*) filter (where age = 0), 3)
    end as month_9
from ages, ends
group by cohort, as_of_date
order by cohort
limit 10
