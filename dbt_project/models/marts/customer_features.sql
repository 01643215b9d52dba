-- One row for each customer and cutoff: what was known before the cutoff, and what came after it.
{{ config(pre_hook="{{ declare_category_columns() }}") }}

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

category as (

    select * from {{ ref('int_features__category') }}

),

targets as (

    select * from {{ ref('int_targets') }}

),

joined as (

    select *
    from spine
    inner join rfm using (customer_id, cutoff_date)
    inner join rfm_scores using (customer_id, cutoff_date)
    inner join category using (customer_id, cutoff_date)
    inner join targets using (customer_id, cutoff_date)

)

select * from joined
-- Depends on the categories that the data have: {{ ref('int_categories') }}
