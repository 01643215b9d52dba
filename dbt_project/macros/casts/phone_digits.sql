{# The digits of a phone number; NULL without any. #}
{% macro phone_digits(column) -%}
    nullif(regexp_replace({{ clean_text(column) }}, '[^0-9]', '', 'g'), '')
{%- endmacro %}
