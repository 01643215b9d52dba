{# The digits of a phone number; NULL without any. One that was stored as a number may end in `.0`, or have lost
   digits to an exponent. #}
{% macro phone_digits(column) -%}
    nullif(
        {{ replaced(
            replaced(clean_text(column), '^([0-9]+)[.]0+$|^[0-9.]+[eE][+]?[0-9]+$', '\\1'), '[^0-9]', ''
        ) }},
        ''
    )
{%- endmacro %}
