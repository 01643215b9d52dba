-- Features and predictions one below the other, to be counted: those of the labelled cutoffs (predictions: of the
-- newest one of the backtest) and of the scoring cutoff. A value is a number or a label, as the contract of the mart
-- types its column; where it is neither, it is missing.
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

feature_numbers as (

    select
        is_scoring
        {%- for column in columns.numbers %},
            {{ column }}::double as {{ column }}
        {%- endfor %}
    from features

),

feature_labels as (

    select
        is_scoring
        {%- for column in columns.labels %},
            {{ column }}
        {%- endfor %}
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

)

select * from stacked
