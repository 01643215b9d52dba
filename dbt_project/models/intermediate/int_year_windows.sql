-- The same as int_interval_windows for the measures that have one window only, and for those over all
-- history: fewer intervals, and how much a sale has faded between its interval's end and the cutoff.
with

intervals as (

    select
        year_interval_id,
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_calendar') }}
    group by year_interval_id

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

windows as (

    select
        intervals.year_interval_id,
        cutoffs.cutoff_date,
        cutoffs.cutoff_number,
        {%- for half_life in half_lives() %}
            power(0.5, {{ days_between('intervals.last_day', 'cutoffs.cutoff_date') }} / {{ half_life }})
                as weight_{{ half_life }}d,
        {%- endfor %}
        (intervals.first_day >= cutoffs.cutoff_date - {{ trailing_windows()[-1] }})::integer as in_365d
    from intervals
    inner join cutoffs
        on intervals.last_day < cutoffs.cutoff_date

)

select * from windows
