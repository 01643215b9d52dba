{# The digits of a phone number; NULL without any. A number that was stored as one may end in `.0`. #}
{% macro phone_digits(column) -%}
    nullif(regexp_replace({{ clean_text(column) }}, '\.0+$|[^0-9]', '', 'g'), '')
{%- endmacro %}
