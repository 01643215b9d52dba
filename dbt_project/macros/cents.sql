{# Money is summed as whole cents: exact, and cheaper than decimals of 128 bits. #}
{% macro to_cents(amount) %}({{ amount }} * 100)::bigint{% endmacro %}

{% macro from_cents(cents) %}({{ cents }} / 100)::decimal(18, 2){% endmacro %}
