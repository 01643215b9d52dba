{# Money in cents precision. Text with a currency sign, thousands separator, inf or NaN is NULL. #}
{% macro to_amount(column) -%}
    try_cast({{ clean_text(column) }} as decimal(18, 2))
{%- endmacro %}
