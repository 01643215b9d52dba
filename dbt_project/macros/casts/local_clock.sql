{# What the clocks of the business time zone show when those of the file's time zone show this; where none is declared,
   they are the same. #}
{% macro local_clock(clock, format) -%}
    {% if format.time_zone -%}
        {{ at_zone('(' ~ of_zone(clock, format.time_zone) ~ ')', var('business_time_zone')) }}
    {%- else -%}
        {{ clock }}
    {%- endif %}
{%- endmacro %}
