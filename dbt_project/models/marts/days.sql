-- Every day that a metric may be asked for, also those on which nothing was sold: MetricFlow's time spine.
with

bounds as (

    select
        (select min(sale_date) from {{ ref('int_transactions') }}) as first_date,
        (select max(cutoff_date) + {{ horizon_days() }} from {{ ref('int_cutoffs') }}) as end_date

),

days as (

    select {{ each_of(days_from_to('first_date', 'end_date - 1')) }} as date_day
    from bounds

)

select * from days
