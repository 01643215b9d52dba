-- The same as int_year_windows with a column a cutoff, to be multiplied with where each cutoff is one
-- element of a list.
with

windows as (

    select * from {{ ref('int_year_windows') }}

),

wide as (

    select
        year_interval_id,
        {%- for number in cutoff_numbers() %}
            count(*) filter (where cutoff_number = {{ number }}) as is_before_{{ number }},
            coalesce(max(in_365d) filter (where cutoff_number = {{ number }}), 0) as in_365d_of_{{ number }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from windows
    group by year_interval_id

)

select * from wide
