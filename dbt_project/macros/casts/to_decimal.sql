{# A number with a fixed number of decimals. Text with a currency sign, thousands separator (which DuckDB would
   read where it is an underscore), inf or NaN is NULL. What Parquet has as an exact number already needs no
   reading. #}
{% macro to_decimal(column, precision, scale) -%}
    {% set type = 'decimal(' ~ precision ~ ', ' ~ scale ~ ')' -%}
    case
        when {{ is_exact_number(column) }} then try_cast({{ column }} as {{ type }})
        when not contains({{ clean_text(column) }}, '_') then try_cast({{ clean_text(column) }} as {{ type }})
    end
{%- endmacro %}
