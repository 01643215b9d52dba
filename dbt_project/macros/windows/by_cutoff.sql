{# A list with one aggregate a cutoff, in the order of their numbers; `#` in the expression stands for the
   number. A few long rows are summed faster than many short ones. #}
{% macro by_cutoff(expression) -%}
    [
        {%- for number in cutoff_numbers() %}
            {{ expression | replace('#', number | string) }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    ]
{%- endmacro %}
