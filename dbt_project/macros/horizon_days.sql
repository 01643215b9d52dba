{# The horizon of the target in days. Not a variable: the names of tables and columns state it. #}
{% macro horizon_days() %}30{% endmacro %}
