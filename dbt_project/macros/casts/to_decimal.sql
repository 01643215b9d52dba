{# A number with a fixed number of decimals. Text with a currency sign, thousands separator, inf or NaN is
   NULL. What Parquet has as an exact number already needs no reading. #}
{% macro to_decimal(column, format, precision, scale) -%}
    {% set type = 'decimal(' ~ precision ~ ', ' ~ scale ~ ')' -%}
    case
        when {{ is_kind(column, 'exact') }} then try_cast({{ column }} as {{ type }})
        else {{ to_number(column, format, type) }}
    end
{%- endmacro %}
