-- Where the cutoffs are decided: the scoring cutoff, the labelled ones that step back from it, and those at
-- which every model is tested. A test needs a target window that was over, so none lies within the horizon
-- of the earliest labelled cutoff.
{% set step_days = whole_number('snapshot_step_days', 1) %}
with

bounds as (

    select
        min(sale_date) as first_sale_date,
        {% if as_of_date() %}
            date '{{ as_of_date() }}' as as_of_date
        {% else %}
            max(sale_date) + 1 as as_of_date
        {% endif %}
    from {{ ref('int_transactions') }}

),

steps as (

    select {{ each_of(numbers_below(whole_number('snapshot_count', 0))) }} as step

),

backtest_steps as (

    select {{ each_of(numbers_below(whole_number('backtest_count', 0))) }} as step

),

labelled as (

    select
        bounds.as_of_date
        - {{ horizon_days() }}
        - steps.step * {{ step_days }} as cutoff_date
    from bounds
    cross join steps
    where
        bounds.as_of_date - {{ horizon_days() }} - steps.step * {{ step_days }}
        >= bounds.first_sale_date + {{ var('min_history_days') }}

),

backtests as (

    select bounds.as_of_date - {{ horizon_days() }} * (backtest_steps.step + 1) as cutoff_date
    from bounds
    cross join backtest_steps
    where
        bounds.as_of_date - {{ horizon_days() }} * (backtest_steps.step + 1)
        >= (select min(cutoff_date) + {{ horizon_days() }} from labelled)

),

stacked as (

    select
        cutoff_date,
        'labelled' as kind
    from labelled
    union all
    select
        cutoff_date,
        'backtest' as kind
    from backtests
    union all
    select
        as_of_date as cutoff_date,
        'scoring' as kind
    from bounds

),

cutoffs as (

    select
        cutoff_date,
        bool_or(kind = 'labelled') as is_labelled,
        bool_or(kind = 'backtest') as is_backtest,
        bool_or(kind = 'scoring') as is_scoring,
        row_number() over (order by cutoff_date) as cutoff_number
    from stacked
    group by cutoff_date

)

select * from cutoffs
