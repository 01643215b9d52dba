{# Whether a raw column comes from Parquet as a whole number or a decimal: DuckDB knows while it plans, so a
   branch on it costs nothing. The types without a sign begin with U. #}
{% macro is_exact_number(column) -%}
    (
        typeof({{ column }}) like 'DECIMAL%'
        or ltrim(typeof({{ column }}), 'U') in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT')
    )
{%- endmacro %}
