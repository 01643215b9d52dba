-- The days of the history, cut into intervals at every edge of every window of every cutoff. Inside
-- an interval no window begins or ends, so sales are summed once per interval and then only added
-- up: any window stays exact, and the data are read once, whatever the number of cutoffs.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

edges as (

    select cutoff_date as edge_date from cutoffs
    {%- for window_days in trailing_windows() %}
        union
        select cutoff_date - {{ window_days }} as edge_date from cutoffs
    {%- endfor %}

),

bounds as (

    select
        (select min(sale_date) from {{ ref('int_transactions') }}) as first_date,
        (select max(cutoff_date) from cutoffs) as last_cutoff_date

),

days as (

    select unnest(generate_series(first_date, last_cutoff_date - 1, interval 1 day))::date as date_day
    from bounds

),

calendar as (

    select
        days.date_day,
        count(edges.edge_date) over (order by days.date_day) as interval_id
    from days
    left join edges
        on days.date_day = edges.edge_date

)

select * from calendar
