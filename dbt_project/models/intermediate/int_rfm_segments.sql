-- The rule that names a customer, as a table: which three scores make which segment. The first line
-- that fits decides.
with

scores as (

    select {{ each_of(list_of([1, 2, 3, 4, 5])) }} as score

),

combinations as (

    select
        recency.score as rfm_recency_score,
        frequency.score as rfm_frequency_score,
        monetary.score as rfm_monetary_score
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary

),

named as (

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
    from combinations

)

select * from named
