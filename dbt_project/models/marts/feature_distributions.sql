-- How each feature and prediction is spread: at the labelled cutoffs (predictions: at the newest one of the
-- backtest), and at the scoring cutoff.
with

observed as (

    select * from {{ ref('int_feature_values') }}

),

counted as (

    select
        kind,
        feature,
        number,
        label,
        count(*) filter (where not is_scoring) as reference_rows,
        count(*) filter (where is_scoring) as scoring_rows
    from observed
    group by kind, feature, number, label

),

deciles as (

    select
        feature,
        {{ decile_edges('number') }} as edges
    from observed
    where not is_scoring
    group by feature

),

-- 1 to 10. A number that is several deciles at once, mostly 0, lies in the midst of them: in its own bin.
numbers as (

    select
        counted.*,
        1 + {{ whole_quotient(
            'coalesce('
            ~ list_length(list_where('deciles.edges', 'element < counted.number')) ~ ' + '
            ~ list_length(list_where('deciles.edges', 'element <= counted.number'))
            ~ ', 0)',
            2
        ) }} as bin
    from counted
    left join deciles
        on counted.feature = deciles.feature
    where counted.number is not null

),

-- 1 to 20, the most frequent first; 21 is all others. 0 is a missing value, of numbers too.
labels as (

    select
        *,
        case
            when label is null then 0
            else least(21, row_number() over most_frequent)
        end as bin
    from counted
    where number is null
    window most_frequent as (
        partition by feature, label is null
        order by reference_rows desc, label asc
    )

),

binned as (

    select * from numbers
    union all
    select * from labels

),

bins as (

    select
        kind,
        feature,
        bin::integer as bin,
        case when bin = 21 then 'other' else any_value(label) end as label,
        min(number) as value_from,
        max(number) as value_to,
        sum(reference_rows)::bigint as reference_rows,
        sum(scoring_rows)::bigint as scoring_rows,
        sum(number * reference_rows) / nullif(sum(reference_rows), 0) as reference_mean,
        sum(number * scoring_rows) / nullif(sum(scoring_rows), 0) as scoring_mean
    from binned
    group by kind, feature, bin

)

select * from bins
