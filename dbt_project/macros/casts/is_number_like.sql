{# Whether a text was stored as a number, which has lost leading zeros and a plus sign: a column that Parquet
   types so, or a text that ends in `.0`
   or has an exponent. #}
{% macro is_number_like(column) -%}
    coalesce(
        {{ clean_text(column) }} is not null
        and (
            not {{ is_kind(column, 'text') }}
            or {{ is_match(clean_text(column), '[0-9]+[.]0+|[0-9.]+[eE][+]?[0-9]+') }}
        ),
        false
    )
{%- endmacro %}
