-- Where the cutoffs are decided: the scoring cutoff, and the labelled ones that step back from it.
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

    select unnest(range({{ whole_number('snapshot_count', 0) }}))::integer as step

),

labelled as (

    select
        bounds.as_of_date
        - {{ horizon_days() }}
        - steps.step * {{ step_days }} as cutoff_date,
        false as is_scoring
    from bounds
    cross join steps
    where
        bounds.as_of_date - {{ horizon_days() }} - steps.step * {{ step_days }}
        >= bounds.first_sale_date + {{ var('min_history_days') }}

),

scoring as (

    select
        as_of_date as cutoff_date,
        true as is_scoring
    from bounds

),

stacked as (

    select * from labelled
    union all
    select * from scoring

),

cutoffs as (

    select
        cutoff_date,
        is_scoring,
        row_number() over (order by cutoff_date) as cutoff_number
    from stacked

)

select * from cutoffs
