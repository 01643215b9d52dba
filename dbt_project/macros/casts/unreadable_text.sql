{# What stands in a raw column where its cast could not read it; NULL where it could, or nothing stands there. #}
{% macro unreadable_text(column, typed) -%}
    case when {{ typed }} is null then {{ clean_text(column) }} end
{%- endmacro %}
