-- How each feature and prediction is spread: at the labelled cutoffs (predictions: at the newest one of the
-- backtest), and at the scoring cutoff. Columns are those of the mart's contract.
{% set columns = feature_columns() %}
with

-- Of a large mart a sample of the customers is enough, the same at every cutoff.
features as (

    select
        *,
        future_spend_30d is null as is_scoring
    from {{ ref('customer_features') }}
    where
        {{ md5_number('customer_id') }}
        % (select 1 + {{ whole_quotient('mart_rows', 100000) }} from {{ ref('mart_fingerprint') }}) = 0

),

-- Rounded, so that no bin hangs on the last bit of a float.
feature_numbers as (

    select
        {%- for column in columns.numbers %}
            round({{ column }}::double, 6) as {{ column }},
        {%- endfor %}
        is_scoring
    from features

),

feature_labels as (

    select
        {%- for column in columns.labels %}
            {{ column }},
        {%- endfor %}
        is_scoring
    from features

),

predictions as (

    select
        false as is_scoring,
        predicted_spend_30d,
        purchase_probability_30d
    from {{ ref('backtest_predictions') }}
    where model_name = 'spend30'
    qualify cutoff_date = max(cutoff_date) over ()
    union all
    select
        true as is_scoring,
        predicted_spend_30d,
        purchase_probability_30d
    from {{ ref('customer_predictions') }}

),

-- A value is a number or a label, as its column is typed; where it is neither, it is missing.
stacked as (

    select
        'feature' as kind,
        feature,
        is_scoring,
        number,
        null::string as label
    from feature_numbers
    unpivot include nulls (number for feature in ({{ columns.numbers | join(', ') }}))
    union all
    select
        'feature' as kind,
        feature,
        is_scoring,
        null::double as number,
        label
    from feature_labels
    unpivot include nulls (label for feature in ({{ columns.labels | join(', ') }}))
    union all
    select
        'prediction' as kind,
        feature,
        is_scoring,
        number,
        null::string as label
    from predictions
    unpivot include nulls (number for feature in (predicted_spend_30d, purchase_probability_30d))

),

counted as (

    select
        kind,
        feature,
        number,
        label,
        count(*) filter (where not is_scoring) as reference_rows,
        count(*) filter (where is_scoring) as scoring_rows
    from stacked
    group by kind, feature, number, label

),

reference_numbers as (

    select
        feature,
        number,
        sum(reference_rows) over (partition by feature order by number) as rows_up_to,
        sum(reference_rows) over (partition by feature) as rows_in_all
    from counted
    where
        number is not null
        and reference_rows > 0

),

-- The number up to which one tenth of the rows lie, two tenths, and so on to nine.
deciles as (

    select
        feature,
        {% set edges = [] -%}
        {% for tenth in range(1, 10) -%}
            {% do edges.append(
                'min(number) filter (where 10 * rows_up_to >= ' ~ tenth ~ ' * rows_in_all)'
            ) -%}
        {% endfor -%}
        {{ list_of(edges) }} as edges
    from reference_numbers
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
