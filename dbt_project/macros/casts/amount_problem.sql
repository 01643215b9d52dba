{# Why there is no amount, as a reason code; NULL where there is one. A number that is too long for money is
   out of range. #}
{% macro amount_problem(column, format) -%}
    case
        when {{ to_amount(column, format) }} is not null then null
        when {{ is_missing(column) }} then 'missing_amount'
        when abs({{ to_number(column, format, 'double') }}) < 'infinity'::double then 'amount_out_of_range'
        else 'invalid_amount'
    end
{%- endmacro %}
