{# Money in cents precision. #}
{% macro to_amount(column, format) -%}
    {{ to_decimal(column, format, 18, 2) }}
{%- endmacro %}
