{# A calendar day: ISO 8601 only, so that 03/04/2025 is never guessed. #}
{% macro to_day(column) -%}
    {{ to_local_timestamp(column) }}::date
{%- endmacro %}
