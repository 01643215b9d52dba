-- Quintiles within the cutoff, 5 best, and the segment that people name. Ties share a score: that
-- of the first of them, so a crowd of customers without a purchase scores 1 and not 3.
with

rfm as (

    select * from {{ ref('int_features__rfm') }}

),

scores as (

    select
        spine_key,
        {{ quintile('rfm_recency_days desc') }} as rfm_recency_score,
        {{ quintile('rfm_orders_365d') }} as rfm_frequency_score,
        {{ quintile('rfm_spend_365d') }} as rfm_monetary_score
    from rfm

),

named as (

    select
        scores.*,
        segments.rfm_segment
    from scores
    inner join {{ ref('int_rfm_segments') }} as segments
        on scores.rfm_recency_score = segments.rfm_recency_score
        and scores.rfm_frequency_score = segments.rfm_frequency_score
        and scores.rfm_monetary_score = segments.rfm_monetary_score

)

select * from named
