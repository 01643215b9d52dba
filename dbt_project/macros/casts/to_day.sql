{# A calendar day. #}
{% macro to_day(column, format) -%}
    {{ to_local_timestamp(column, format) }}::date
{%- endmacro %}
