{# Whether a raw column comes from Parquet as a whole number or a decimal: DuckDB knows while it plans, so a
   branch on it costs nothing. #}
{% macro is_exact_number(column) -%}
    (typeof({{ column }}) like 'DECIMAL%' or typeof({{ column }}) in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'))
{%- endmacro %}
