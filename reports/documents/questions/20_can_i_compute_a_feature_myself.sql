-- Can I compute a feature myself and get the same?
-- Net spend of the 90 days before the cutoff, added up from the sales by day, beside the mart's feature: the window is
-- [cutoff - 90 d, cutoff), its end not included. Equal to the cent for every row, or the last two columns are not 0.
with

own_sums as (

    select
        features.customer_id,
        features.cutoff_date,
        coalesce(sum(sales.spend), 0) as own_spend_90d
    from marts.customer_features as features
    left join marts.customer_daily_spend as sales
        on
            features.customer_id = sales.customer_id
            and sales.sale_date >= features.cutoff_date - 90
            and sales.sale_date < features.cutoff_date
    group by features.customer_id, features.cutoff_date

)

select
    cutoff_date,
    count(*) as customers,
    sum(features.rfm_spend_90d) as spend_in_mart,
    sum(own_sums.own_spend_90d) as spend_recomputed,
    count(*) filter (where features.rfm_spend_90d != own_sums.own_spend_90d) as rows_that_differ,
    max(abs(features.rfm_spend_90d - own_sums.own_spend_90d)) as largest_difference
from marts.customer_features as features
inner join own_sums
    using (customer_id, cutoff_date)
group by cutoff_date
order by cutoff_date desc
limit 5
