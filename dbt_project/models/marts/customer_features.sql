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

trend as (

    select * from {{ ref('int_features__trend') }}

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

attributes as (

    select * from {{ ref('int_features__attributes') }}

),

targets as (

    select * from {{ ref('int_targets') }}

),

joined as (

    select *
    from spine
    inner join rfm using (customer_id, cutoff_date)
    inner join rfm_scores using (customer_id, cutoff_date)
    inner join trend using (customer_id, cutoff_date)
    inner join calendar using (customer_id, cutoff_date)
    inner join basket using (customer_id, cutoff_date)
    inner join category using (customer_id, cutoff_date)
    inner join channel using (customer_id, cutoff_date)
    inner join promotion using (customer_id, cutoff_date)
    inner join store using (customer_id, cutoff_date)
    inner join loyalty using (customer_id, cutoff_date)
    inner join attributes using (customer_id, cutoff_date)
    inner join targets using (customer_id, cutoff_date)

)

select * from joined
-- Depends on the categories that the data have: {{ ref('int_categories') }}
