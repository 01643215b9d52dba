{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". The first case is what nearly
   every value is: ASCII at both ends. The other one names the value once: named twice, it would be trimmed for
   every row. \p{Z} is every kind of space, \x{FEFF} a byte order mark in the middle of a file. An id or a phone
   that Parquet has as a float reads 100.0 and means 100. #}
{% macro clean_text(column) -%}
    {% set value -%}
        case
            when typeof({{ column }}) in ('FLOAT', 'DOUBLE') then regexp_replace({{ column }}::varchar, '\.0$', '')
            else {{ column }}::varchar
        end
    {%- endset -%}
    {% set space -%} [\s\p{Z}\x{200B}\x{FEFF}] {%- endset -%}
    nfc_normalize(
        case
            when
                strlen({{ value }}) > 4
                and {{ value }} between '!' and '~'
                and ({{ value }})[-1] between '!' and '~'
                then {{ value }}
            else
                nullif(
                    regexp_replace(
                        {{ value }},
                        '^{{ space }}*(NULL|null|N/A|-?NaN|-?nan)?{{ space }}*$|^{{ space }}+|{{ space }}+$',
                        '',
                        'g'
                    ),
                    ''
                )
        end
    )
{%- endmacro %}
