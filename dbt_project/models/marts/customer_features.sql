-- What the model learns from and what it scores: the labelled cutoffs and the scoring cutoff.
{{ config(pre_hook="{{ declare_category_columns() }}") }}

with

features as (

    select * from {{ ref('int_customer_features') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where
        is_labelled
        or is_scoring

),

chosen as (

    select features.*
    from features
    semi join cutoffs
        on features.cutoff_date = cutoffs.cutoff_date

)

select * from chosen
-- Depends on the categories that the data have: {{ ref('int_categories') }}
