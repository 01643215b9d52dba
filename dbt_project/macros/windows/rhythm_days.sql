{# How many of the last purchase days of a customer the rhythm looks at, so that its cost does not grow with the
   history. #}
{% macro rhythm_days() %}50{% endmacro %}
