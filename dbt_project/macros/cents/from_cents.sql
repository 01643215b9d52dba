{% macro from_cents(cents) %}({{ cents }} / 100)::decimal(18, 2){% endmacro %}
