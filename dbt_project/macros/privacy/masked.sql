{# Text of which only the shape can be read: mail addresses and numbers of seven digits or more are gone, unless it is a
   day, and every letter is an x. Days are set aside by other hyphens while long numbers are looked for. #}
{% macro masked(text) -%}
    replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace({{ text }}, '[^\s",;|]*@[^\s",;|]*', '@', 'g'), '\pL', 'x', 'g'
                ),
                '\b(\d\d\d\d)-(\d\d)-(\d\d)\b', '\1‐\2‐\3', 'g'
            ),
            '\+?\(?\d(?:[ ()./_-]*\d){6,}', '#', 'g'
        ),
        '‐', '-'
    )
{%- endmacro %}
