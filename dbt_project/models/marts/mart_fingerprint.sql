-- Scores belong to the features that they were made from: they carry this, and an older mart's scores
-- are told apart by it, also when only a late correction changed a few rows.
with

features as (

    select * from {{ ref('customer_features') }}

),

fingerprint as (

    select
        count(*) as mart_rows,
        {{ fingerprint_of('features') }} as mart_fingerprint
    from features

)

select * from fingerprint
