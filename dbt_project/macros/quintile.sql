{# 1 to 5 within the cutoff: the fifth in which the first of equal values stands. #}
{% macro quintile(ordering) -%}
    ({{ whole_quotient(
        '5 * (rank() over (partition by cutoff_date order by ' ~ ordering ~ ') - 1)',
        'count(*) over (partition by cutoff_date)'
    ) }} + 1)::integer
{%- endmacro %}
