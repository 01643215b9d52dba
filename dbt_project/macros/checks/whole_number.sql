{# A variable that must be a whole number from a minimum on; anything else is refused in words. #}
{% macro whole_number(name, minimum) %}
    {% set given = var(name) %}
    {% if given is not integer or given is boolean or given < minimum %}
        {{ exceptions.raise_compiler_error(name ~ " must be a whole number of " ~ minimum ~ " or more, but is " ~ given) }}
    {% endif %}
    {{ return(given) }}
{% endmacro %}
