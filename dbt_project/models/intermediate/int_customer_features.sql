-- The families of features and the target side by side: what was known before a cutoff, and what came after.
with

spine as (

    select * from {{ ref('int_customer_cutoffs') }}

),

rfm as (

    select * from {{ ref('int_features__rfm') }}

),

rfm_scores as (

    select * from {{ ref('int_features__rfm_scores') }}

),

trend as (

    select * from {{ ref('int_features__trend') }}

),

rhythm as (

    select * from {{ ref('int_features__rhythm') }}

),

block as (

    select * from {{ ref('int_features__block') }}

),

calendar as (

    select * from {{ ref('int_features__calendar') }}

),

basket as (

    select * from {{ ref('int_features__basket') }}

),

category as (

    select * from {{ ref('int_features__category') }}

),

channel as (

    select * from {{ ref('int_features__channel') }}

),

promotion as (

    select * from {{ ref('int_features__promotion') }}

),

store as (

    select * from {{ ref('int_features__store') }}

),

loyalty as (

    select * from {{ ref('int_features__loyalty') }}

),

level as (

    select * from {{ ref('int_features__level') }}

),

attributes as (

    select * from {{ ref('int_features__attributes') }}

),

targets as (

    select * from {{ ref('int_targets') }}

),

joined as (

    select
        spine.customer_id,
        spine.cutoff_date,
        rfm.* {{ without('spine_key, cutoff_date') }},
        rfm_scores.* {{ without('spine_key') }},
        trend.* {{ without('spine_key') }},
        rhythm.* {{ without('spine_key') }},
        block.* {{ without('spine_key') }},
        calendar.* {{ without('spine_key') }},
        basket.* {{ without('spine_key') }},
        category.* {{ without('spine_key') }},
        channel.* {{ without('spine_key') }},
        promotion.* {{ without('spine_key') }},
        store.* {{ without('spine_key') }},
        loyalty.* {{ without('spine_key') }},
        level.* {{ without('spine_key') }},
        attributes.* {{ without('spine_key') }},
        targets.* {{ without('spine_key') }}
    from spine
    inner join rfm using (spine_key)
    inner join rfm_scores using (spine_key)
    inner join trend using (spine_key)
    inner join rhythm using (spine_key)
    inner join block using (spine_key)
    inner join calendar using (spine_key)
    inner join basket using (spine_key)
    inner join category using (spine_key)
    inner join channel using (spine_key)
    inner join promotion using (spine_key)
    inner join store using (spine_key)
    inner join loyalty using (spine_key)
    inner join level using (spine_key)
    inner join attributes using (spine_key)
    inner join targets using (spine_key)

)

select * from joined
