{# Whether the file has a column as text, float, exact (a whole number or a decimal), date, moment (with a time zone) or
   clock (without one). Known while a query is planned, so a branch on it costs nothing. #}
{% macro is_kind(column, kind) -%}
    lower(split_part(typeof({{ column }}), '(', 1)) in ('{{ raw_types()[kind] | join("', '") }}')
{%- endmacro %}
