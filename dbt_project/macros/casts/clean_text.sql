{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". The first case is what nearly
   every value is. The other one names the value once: named twice, it would be trimmed for every row. #}
{% macro clean_text(column) -%}
    {% set value = column ~ '::varchar' -%}
    nfc_normalize(
        case
            when strlen({{ value }}) > 4 and {{ value }} >= '!' and ({{ value }})[-1] > ' ' then {{ value }}
            else nullif(regexp_replace({{ value }}, '^\s*(NULL|null|N/A|NaN|nan)?\s*$|^\s+|\s+$', '', 'g'), '')
        end
    )
{%- endmacro %}
