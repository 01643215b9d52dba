{# Money in cents precision. #}
{% macro to_amount(column) -%}
    {{ to_decimal(column, 18, 2) }}
{%- endmacro %}
