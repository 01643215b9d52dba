-- Which features, and which predictions, are spread otherwise at the scoring cutoff than they were in what
-- the model learnt from. The population stability index adds up over the bins by how much the shares differ.
with

shares as (

    select
        *,
        reference_rows / nullif(sum(reference_rows) over of_feature, 0) as reference_share,
        scoring_rows / nullif(sum(scoring_rows) over of_feature, 0) as scoring_share
    from {{ ref('feature_distributions') }}
    window of_feature as (partition by kind, feature)

),

-- An empty bin counts as a share of 0.0001, or its logarithm would be infinite.
floored as (

    select
        *,
        case when reference_share < 0.0001 then 0.0001 else reference_share end as reference,
        case when scoring_share < 0.0001 then 0.0001 else scoring_share end as scoring
    from shares

),

-- Bins add up in no fixed order: unrounded, features that hold the same would differ in the last digit.
drift as (

    select
        kind,
        feature,
        round(sum((scoring - reference) * ln(scoring / reference)), 12) as psi,
        sum(reference_mean * reference_rows)
        / nullif(sum(reference_rows) filter (where value_from is not null), 0) as reference_mean,
        sum(scoring_mean * scoring_rows)
        / nullif(sum(scoring_rows) filter (where value_from is not null), 0) as scoring_mean,
        sum(reference_share * (bin = 0)::integer) as reference_missing_share,
        sum(scoring_share * (bin = 0)::integer) as scoring_missing_share
    from floored
    group by kind, feature

),

judged as (

    select
        *,
        case
            when psi < 0.1 then 'stable'
            when psi < 0.25 then 'moving'
            when psi is not null then 'shifted'
        end as level
    from drift

)

select * from judged
