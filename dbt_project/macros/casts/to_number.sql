{# A text as a number. Its decimal sign is that of the file; in a column that Parquet has as a float it is a point. #}
{% macro to_number(column, format, type) -%}
    {% set text = clean_text(column) -%}
    {% if format.decimal_sign == '.' -%}
        {{ number_or_null(text, '.', type) }}
    {%- else -%}
        case
            when {{ is_kind(column, 'text') }} then {{ number_or_null(text, format.decimal_sign, type) }}
            else {{ number_or_null(text, '.', type) }}
        end
    {%- endif %}
{%- endmacro %}
