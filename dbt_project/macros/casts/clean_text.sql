{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". The first case is what nearly
   every value is. The other one names the value once: named twice, it would be trimmed for every row.
   An id or a phone that Parquet has as a float reads 100.0 and means 100. #}
{% macro clean_text(column) -%}
    {% set value -%}
        case
            when typeof({{ column }}) in ('FLOAT', 'DOUBLE') then regexp_replace({{ column }}::varchar, '\.0$', '')
            else {{ column }}::varchar
        end
    {%- endset -%}
    nfc_normalize(
        case
            when strlen({{ value }}) > 4 and {{ value }} >= '!' and ({{ value }})[-1] > ' ' then {{ value }}
            else nullif(regexp_replace({{ value }}, '^\s*(NULL|null|N/A|-?NaN|-?nan)?\s*$|^\s+|\s+$', '', 'g'), '')
        end
    )
{%- endmacro %}
