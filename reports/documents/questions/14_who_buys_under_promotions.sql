-- How much is bought under a promotion, and by which segment?
-- Shares are those of the last 365 days before the scoring cutoff, weighed by what customers spent; the shares of single customers lie
-- between the quartiles for half of them.
with

newest as (

    select *
    from marts.customer_features
    where cutoff_date = (select max(cutoff_date) from marts.customer_features)

)

select
    rfm_segment as segment,
    count(*) as customers,
    round(
        sum(promo_spend_share_365d * rfm_spend_365d)
        / nullif(sum(rfm_spend_365d) filter (where promo_spend_share_365d is not null), 0), 4
    ) as share_of_spend,
    round(quantile_cont(promo_spend_share_365d, 0.25), 4) as lower_quartile,
    round(quantile_cont(promo_spend_share_365d, 0.75), 4) as upper_quartile
from newest
group by segment
order by share_of_spend desc nulls last, segment
