{# A raw number as text with a decimal point; NULL for a thousands separator that a cast would overlook: an
   underscore, or a point where the decimal sign is a comma. #}
{% macro number_text(column, format) -%}
    {% set text = clean_text(column) -%}
    {% if format.decimal_sign == '.' -%}
        case when not contains({{ text }}, '_') then {{ text }} end
    {%- else -%}
        case
            when {{ kind_of(column) }} != 'text' then {{ text }}
            when not {{ has_match(text, '[_.]') }} then replace({{ text }}, '{{ format.decimal_sign }}', '.')
        end
    {%- endif %}
{%- endmacro %}
