-- Quintiles within the cutoff, 5 best, and the segment that people name. Ties share a score: that
-- of the first of them, so a crowd of customers without a purchase scores 1 and not 3.
with

rfm as (

    select * from {{ ref('int_features__rfm') }}

),

scores as (

    select
        customer_id,
        cutoff_date,
        {{ quintile('rfm_recency_days desc') }} as rfm_recency_score,
        {{ quintile('rfm_orders_365d') }} as rfm_frequency_score,
        {{ quintile('rfm_spend_365d') }} as rfm_monetary_score
    from rfm

),

segments as (

    select
        *,
        case
            when rfm_recency_score >= 4 and rfm_frequency_score + rfm_monetary_score >= 8 then 'Champions'
            when rfm_recency_score >= 3 and rfm_frequency_score + rfm_monetary_score >= 6 then 'Loyal'
            when rfm_recency_score = 5 and rfm_frequency_score = 1 then 'New'
            when rfm_recency_score >= 4 then 'Promising'
            when rfm_recency_score = 3 then 'Needs attention'
            when rfm_frequency_score + rfm_monetary_score >= 6 then 'At risk'
            when rfm_recency_score = 2 then 'Hibernating'
            else 'Lost'
        end as rfm_segment
    from scores

)

select * from segments
