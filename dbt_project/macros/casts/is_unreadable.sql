{# Whether a raw column says something that its cast cannot read. #}
{% macro is_unreadable(column, typed) -%}
    ({{ typed }} is null and not {{ is_missing(column) }})
{%- endmacro %}
