-- The days of the history, cut into intervals at every edge of every window of every cutoff. Inside
-- an interval no window begins or ends, so sales are summed once per interval and then only added
-- up: any window stays exact, and the data are read once, whatever the number of cutoffs.
-- Most measures have the longest window only: they are summed over the fewer intervals between the
-- edges of that one (`year_interval`: a piece of time between two edges of 365-day windows, not a year).
-- With cutoffs on 1 and 8 June 2024 those edges are 2 and 9 June 2023, 1 and 8 June 2024: what was sold on
-- 5 June 2023 is in the year of the first cutoff only, on 4 June 2024 in that of the second only.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

ages as (

    select {{ each_of(list_of([0] + trailing_windows())) }} as age_days

),

edges as (

    select
        cutoffs.cutoff_date - ages.age_days as edge_date,
        bool_or(ages.age_days in (0, {{ trailing_windows()[-1] }})) as is_year_edge
    from cutoffs
    cross join ages
    group by cutoffs.cutoff_date - ages.age_days

),

bounds as (

    select
        (select min(sale_date) from {{ ref('int_transactions') }}) as first_date,
        (select max(cutoff_date) from cutoffs) as last_cutoff_date

),

days as (

    select {{ each_of(days_from_to('first_date', 'last_cutoff_date - 1')) }} as date_day
    from bounds

),

numbered as (

    select
        days.date_day,
        count(edges.edge_date) over (order by days.date_day) as interval_id,
        count(edges.edge_date) filter (where edges.is_year_edge) over (order by days.date_day)
            as year_interval_id
    from days
    left join edges
        on days.date_day = edges.edge_date

),

calendar as (

    select
        date_day,
        interval_id,
        year_interval_id,
        max(date_day) over (partition by year_interval_id) as year_interval_last_day
    from numbered

)

select * from calendar
