{# A list with one aggregate a cutoff, in the order of their numbers; `#` in the expression stands for the
   number. A few long rows are summed faster than many short ones. #}
{% macro by_cutoff(expression) -%}
    {% set items = [] -%}
    {% for number in cutoff_numbers() -%}
        {% do items.append('\n            ' ~ expression | replace('#', number | string)) -%}
    {% endfor -%}
    {{ list_of(items) }}
{%- endmacro %}
