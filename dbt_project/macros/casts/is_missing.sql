{# Whether the file says nothing here, to tell that from a value that cannot be read. Text and floats can
   say "nothing" in more than one way. #}
{% macro is_missing(column) -%}
    case
        when {{ is_kind(column, 'text') }} or {{ is_kind(column, 'float') }} then {{ clean_text(column) }} is null
        else {{ column }} is null
    end
{%- endmacro %}
