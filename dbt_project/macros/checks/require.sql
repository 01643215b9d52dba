{# Stop the build with a sentence unless something is so. #}
{% macro require(is_so, otherwise) %}
    {% if not is_so %}{{ exceptions.raise_compiler_error(otherwise) }}{% endif %}
{% endmacro %}
