{# Whether a text was stored as a number, which has lost leading zeros and a plus sign: a column that Parquet
   types so, or a text that ends in `.0`. #}
{% macro is_number_like(column) -%}
    (
        {{ column }} is not null
        and (typeof({{ column }}) != 'VARCHAR' or regexp_full_match({{ column }}::varchar, '\s*[0-9]+\.0+\s*'))
    )
{%- endmacro %}
