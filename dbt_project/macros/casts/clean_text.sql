{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". The first case is what nearly
   every value is, found without trimming it. (`in` would become a join for each of the lists.) #}
{% macro clean_text(column) -%}
    {% set value = column ~ '::varchar' %}
    {% set trimmed = "trim(" ~ value ~ ", e' \\t\\r\\n')" %}
    nfc_normalize(
        case
            when strlen({{ value }}) > 4 and ({{ value }})[1] > ' ' and ({{ value }})[-1] > ' ' then {{ value }}
            when list_contains(['', 'NULL', 'null', 'N/A', 'NaN', 'nan'], {{ trimmed }}) then null
            else {{ trimmed }}
        end
    )
{%- endmacro %}
