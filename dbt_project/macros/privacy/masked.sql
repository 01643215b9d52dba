{# Text of which only the shape can be read: mail addresses and numbers of seven digits or more are gone, unless it is a
   day, and every letter is an x. Days are set aside by other hyphens while long numbers are looked for. #}
{% macro masked(text) -%}
    {% set without_mail = replaced(text, '[^\\s",;|]*@[^\\s",;|]*', '@') -%}
    {% set without_letters = replaced(without_mail, '\\p{L}', 'x') -%}
    {% set days_aside = replaced(without_letters, '\\b(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)\\b', '\\1‐\\2‐\\3') -%}
    {% set without_numbers = replaced(days_aside, '\\+?\\(?\\d(?:[ ()./_-]*\\d){6,}', '#') -%}
    replace({{ without_numbers }}, '‐', '-')
{%- endmacro %}
