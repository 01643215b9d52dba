-- Which interval lies in which trailing window [cutoff - w days, cutoff): 1 or 0, to multiply with.
-- Only intervals before the cutoff have a row, so nothing later can be added up.
with

intervals as (

    select
        interval_id,
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_calendar') }}
    group by interval_id

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

windows as (

    select
        intervals.interval_id,
        cutoffs.cutoff_date,
        cutoffs.cutoff_number,
        {%- for window_days in trailing_windows() %}
            (intervals.first_day >= cutoffs.cutoff_date - {{ window_days }})::integer as in_{{ window_days }}d
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from intervals
    inner join cutoffs
        on intervals.last_day < cutoffs.cutoff_date

)

select * from windows
