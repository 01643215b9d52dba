{# The variable as_of_date as text, or none; anything but YYYY-MM-DD is refused in words. #}
{% macro as_of_date() %}
    {% set given = var('as_of_date') %}
    {% if given is not none and not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', given | string) %}
        {{ exceptions.raise_compiler_error("as_of_date must be YYYY-MM-DD, but is " ~ given) }}
    {% endif %}
    {{ return(given) }}
{% endmacro %}
