{{ config(severity='warn') }}
-- The newest day with sales follows the one before it within 30 days. A day that stands far off is often a
-- typing error, and the scoring cutoff hangs on it: check it, or name as_of_date.
with

days as (

    select distinct sale_date
    from {{ ref('int_transactions') }}

),

newest as (

    select
        sale_date as newest_date,
        lag(sale_date) over (order by sale_date) as date_before
    from days
    order by sale_date desc
    limit 1

)

select * from newest
where {{ days_between('date_before', 'newest_date') }} > 30
