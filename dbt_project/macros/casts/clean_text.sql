{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". An id or a phone that Parquet has as
   a float reads 100.0 and means 100. The second case is what nearly every text is: ASCII, and no space at either end.
   The last one names the value once: named twice, it would be trimmed for every row. \p{Z} is every kind of space,
   \x{FEFF} a byte order mark in the middle of a file. #}
{% macro clean_text(column) -%}
    {% set text = column ~ '::string' -%}
    {% set space = '[\\s\\p{Z}\\x{200B}\\x{FEFF}]' -%}
    {% set nothing = '^' ~ space ~ '*(NULL|null|N/A|-?NaN|-?nan)?' ~ space ~ '*$' -%}
    case
        when {{ is_kind(column, 'float') }} then {{ float_text(column) }}
        when
            length({{ text }}) > 4
            and length({{ text }}) = {{ byte_length(text) }}
            and {{ text }} between '!' and '~'
            and right({{ text }}, 1) between '!' and '~'
            then {{ text }}
        else
            nullif({{ composed(replaced(text, nothing ~ '|^' ~ space ~ '+|' ~ space ~ '+$', '')) }}, '')
    end
{%- endmacro %}
