{# A sum of fractions that is the same in any order of the rows: threads add doubles in whatever order
   they come, and two builds would differ in the last bit. Counts whole units of 1e-12. #}
{% macro exact_sum(fraction) -%}
    sum(({{ fraction }} * 1e12)::bigint)::bigint / 1e12
{%- endmacro %}
